/** The rail: the pages of a project as icons, or with their names; below the page where it is narrow. */

import { Link, useLocation } from "wouter";
import { HOME } from "../../paths";
import { joinClasses } from "../../ui/classes";
import { Icon, type IconName } from "../../ui/Icon";
import { useKeys } from "../../ui/use-keys";
import css from "./Rail.module.css";
import { isIn, SECTIONS } from "./sections";

interface RailProps {
  project: string | null;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
}

/** Links, and at the end a button that shows or hides their names. */
export function Rail({ project, isOpen, onOpen }: RailProps) {
  const [location] = useLocation();
  useSectionKeys(project);
  return (
    <nav
      className={joinClasses(css.rail, isOpen && css.open, project === null && css.short)}
      aria-label="Pages"
    >
      {project === null ? (
        <RailLink href={HOME} icon="home" label="Projects" isHere={location === HOME} isOpen={isOpen} />
      ) : (
        SECTIONS.map((section) => (
          <RailLink
            key={section.label}
            href={section.path(project)}
            icon={section.icon}
            label={section.label}
            isHere={isIn(section, location)}
            isOpen={isOpen}
          />
        ))
      )}
      <button
        type="button"
        className={css.turn}
        aria-expanded={isOpen}
        aria-label="Names of the pages"
        title={isOpen ? "Hide the names" : "Show the names"}
        onClick={() => onOpen(!isOpen)}
      >
        <Icon name={isOpen ? "left" : "right"} size={16} />
      </button>
    </nav>
  );
}

interface RailLinkProps {
  href: string;
  icon: IconName;
  label: string;
  isHere: boolean;
  isOpen: boolean;
}

function RailLink({ href, icon, label, isHere, isOpen }: RailLinkProps) {
  return (
    <Link
      href={href}
      className={joinClasses(css.link, isHere && css.here)}
      title={isOpen ? undefined : label}
      aria-current={isHere ? "page" : undefined}
    >
      <Icon name={icon} size={18} />
      <span className={css.label}>{label}</span>
    </Link>
  );
}

function useSectionKeys(project: string | null): void {
  const [, navigate] = useLocation();
  const own = project === null ? [] : SECTIONS.map((one) => [`g ${one.key}`, one.path(project)] as const);
  const all = [["g h", HOME] as const, ...own];
  useKeys(Object.fromEntries(all.map(([keys, path]) => [keys, () => navigate(path)])));
}
