/** An address that leads nowhere. */

import { Link } from "wouter";
import { HOME } from "../paths";
import { buttonClass } from "../ui/Button";
import { Notice } from "../ui/Notice";
import { Frame } from "./frame/Frame";

/** Says so, and shows the way home. */
export function NotFoundPage({ what = "This address leads nowhere." }: { what?: string }) {
  return (
    <Frame title="Not found" crumbs={[]} project={null} run={null}>
      <Notice title={what}>
        <p>It may have been moved or deleted, or a letter is missing.</p>
        <div>
          <Link href={HOME} className={buttonClass()}>
            All projects
          </Link>
        </div>
      </Notice>
    </Frame>
  );
}
