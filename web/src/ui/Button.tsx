/** A button: it says what happens. */

import type { ComponentProps } from "react";
import css from "./Button.module.css";
import { joinClasses } from "./classes";
import { Icon, type IconName } from "./Icon";

interface ButtonLook {
  look?: "normal" | "strong" | "plain";
  small?: boolean;
}

/** A button with words. */
export function Button({
  look = "normal",
  small = false,
  className,
  ...rest
}: ComponentProps<"button"> & ButtonLook) {
  return <button type="button" {...rest} className={joinClasses(buttonClass(look, small), className)} />;
}

/** Return the classes of a button, for links that look like one. */
export function buttonClass(look: "normal" | "strong" | "plain" = "normal", small = false): string {
  return joinClasses(
    css.button,
    look === "strong" && css.strong,
    look === "plain" && css.plain,
    small && css.small,
  );
}

interface IconButtonProps extends Omit<ComponentProps<"button">, "children"> {
  icon: IconName;
  label: string;
  small?: boolean;
  look?: "normal" | "plain";
  /** Given for a button that switches something on and off. */
  pressed?: boolean;
}

/** A button that is only an icon; its label is read out and shown on hover. */
export function IconButton({
  icon,
  label,
  small = false,
  look = "plain",
  pressed,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...(pressed !== undefined && { "aria-pressed": pressed })}
      {...rest}
      className={joinClasses(buttonClass(look, small), css.icon, pressed && css.on, className)}
    >
      <Icon name={icon} size={small ? 14 : 16} />
    </button>
  );
}
