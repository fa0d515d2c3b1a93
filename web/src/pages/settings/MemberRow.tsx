/** Somebody in a list of members: who, as what, and what can be done about it. */

import type { ReactNode } from "react";
import { Button } from "../../ui/Button";
import { Choice } from "../../ui/Form";
import css from "./settings.module.css";

interface MemberRowProps<Role extends string> {
  member: { name: string; role: Role; service: boolean; disabled: boolean; inherited?: boolean };
  roles: readonly (readonly [Role, string])[];
  mayChoose: boolean;
  mayRemove: boolean;
  /** A role, or null to take it away. */
  onChange: (role: Role | null) => void;
  /** What else can be done. */
  children?: ReactNode;
}

/** A row of a table with the heads name, role, actions. */
export function MemberRow<Role extends string>({
  member,
  roles,
  mayChoose,
  mayRemove,
  onChange,
  children,
}: MemberRowProps<Role>) {
  return (
    <tr>
      <td>
        <span className={css.name}>{member.name}</span> <span className={css.dim}>{describe(member)}</span>
      </td>
      <td>
        {mayChoose ? (
          <Choice
            aria-label={`Role of ${member.name}`}
            value={member.role}
            options={roles}
            onChoose={onChange}
          />
        ) : (
          member.role
        )}
      </td>
      <td>
        {children}{" "}
        {mayRemove && (
          <Button small aria-label={`Remove ${member.name}`} onClick={() => onChange(null)}>
            Remove
          </Button>
        )}
      </td>
    </tr>
  );
}

function describe(member: { service: boolean; disabled: boolean; inherited?: boolean }): string {
  const words = [];
  if (member.service) words.push("service account");
  if (member.disabled) words.push("disabled");
  if (member.inherited) words.push("by the workspace");
  return words.join(", ");
}
