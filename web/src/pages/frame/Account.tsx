/** Me: what is mine, the theme, the way out. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { send } from "../../api/client";
import { infoQuery, meQuery, workspacesQuery } from "../../api/queries";
import { NEW_PROJECT, PASSWORD, TOKENS, workspacePath } from "../../paths";
import { Menu, MenuChoice, MenuItem, MenuLine } from "../../ui/Menu";
import { chooseTheme, type ThemeChoice, useThemeChoice } from "../../ui/theme";
import css from "./Frame.module.css";

const THEMES: readonly (readonly [ThemeChoice, string])[] = [
  ["light", "Light"],
  ["dark", "Dark"],
  ["system", "As the system has it"],
];

/** A menu behind one's initials. */
export function Account({ onKeys }: { onKeys: () => void }) {
  const client = useQueryClient();
  const { data: me } = useQuery(meQuery);
  const { data: info } = useQuery(infoQuery);
  const { data: workspaces = [] } = useQuery(workspacesQuery);
  const [, navigate] = useLocation();
  const theme = useThemeChoice();
  const signOut = async () => {
    await send("POST", "/sign-out", {});
    await client.resetQueries();
  };
  const name = me?.name ?? "";
  return (
    <Menu
      align="end"
      trigger={
        <button
          type="button"
          className={css.me}
          data-initials={name.slice(0, 2)}
          aria-label={`${name}, theme and account`}
          title={name}
        />
      }
    >
      <MenuItem onChoose={() => navigate(TOKENS)}>API tokens</MenuItem>
      <MenuItem onChoose={() => navigate(NEW_PROJECT)}>New project</MenuItem>
      {workspaces.map((one) => (
        <MenuItem key={one.name} onChoose={() => navigate(workspacePath(one.name))}>
          Workspace {one.name}
        </MenuItem>
      ))}
      <MenuItem onChoose={onKeys}>Keyboard map</MenuItem>
      <MenuLine />
      <MenuChoice label="Theme" value={theme} options={THEMES} onChoose={chooseTheme} />
      {info?.mode === "team" && (
        <>
          <MenuLine />
          <MenuItem onChoose={() => navigate(PASSWORD)}>Password</MenuItem>
          <MenuItem onChoose={() => void signOut()}>Sign out {name}</MenuItem>
        </>
      )}
      <MenuLine />
      <div className={css.version}>Seamark {info?.version}</div>
    </Menu>
  );
}
