/** One-line inputs. */

import type { ComponentProps } from "react";
import { joinClasses } from "./classes";
import { Icon } from "./Icon";
import css from "./Input.module.css";

/** A plain input. */
export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input {...rest} className={joinClasses(css.input, className)} />;
}

interface SearchInputProps extends Omit<ComponentProps<"input">, "onChange" | "value"> {
  value: string;
  label: string;
  onValue: (value: string) => void;
}

/** A search that acts while one types; Escape empties it. */
export function SearchInput({ value, label, onValue, className, ...rest }: SearchInputProps) {
  return (
    <div className={joinClasses(css.field, className)}>
      <Icon name="search" size={14} />
      <input
        type="search"
        spellCheck={false}
        autoComplete="off"
        placeholder={label}
        {...rest}
        aria-label={label}
        value={value}
        className={joinClasses(css.input, css.withIcon)}
        onChange={(event) => onValue(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || !value) return;
          event.preventDefault(); // a dialog around it stays open
          onValue("");
        }}
      />
    </div>
  );
}
