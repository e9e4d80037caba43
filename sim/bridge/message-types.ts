import type { BridgeDialect } from "./bridge-dialect.ts";

/** One field of a ROS message: `type` without the brackets, which `list` and `count` stand for. */
export type Field = {
  readonly name: string;
  readonly type: string;
  readonly list: boolean;
  /** Elements of a fixed-size array. */
  readonly count?: number;
};

/** Message types by name (`pkg/Type`), each with its fields in the order in which they are sent. */
export type TypeBook = ReadonlyMap<string, readonly Field[]>;

/** What is needed to read and write messages. */
export type Language = { readonly types: TypeBook; readonly dialect: BridgeDialect };

/**
 * Definitions as in .msg, .srv and .action files, by type (`pkg/Type`): a field `type name` each,
 * separated by commas; parts by `---`.
 */
export type Interfaces = {
  readonly messages?: Readonly<Record<string, string>>;
  readonly services?: Readonly<Record<string, string>>;
  readonly actions?: Readonly<Record<string, string>>;
};

/** The message types of a service. */
export const requestOf = (dialect: BridgeDialect, type: string): string =>
  `${type}${dialect.partJoint}Request`;
export const responseOf = (dialect: BridgeDialect, type: string): string =>
  `${type}${dialect.partJoint}Response`;

/** The message types of an action. */
export const goalOf = (dialect: BridgeDialect, type: string): string =>
  `${type}${dialect.partJoint}Goal`;
export const resultOf = (dialect: BridgeDialect, type: string): string =>
  `${type}${dialect.partJoint}Result`;
export const feedbackOf = (dialect: BridgeDialect, type: string): string =>
  `${type}${dialect.partJoint}Feedback`;

/** A book of all message types behind these interfaces; later definitions win. */
export function typeBook(dialect: BridgeDialect, ...pages: readonly Interfaces[]): TypeBook {
  const book = new Map<string, readonly Field[]>();
  const write = (messages: Readonly<Record<string, string>>) => {
    for (const [type, text] of Object.entries(messages)) book.set(type, fieldsOf(text));
  };
  for (const { messages, services, actions } of [
    { messages: dialect.messages },
    ...pages,
  ] as const) {
    write(messages ?? {});
    for (const [type, text] of Object.entries(services ?? {})) {
      const [request = "", response = ""] = text.split("---");
      write({ [requestOf(dialect, type)]: request, [responseOf(dialect, type)]: response });
    }
    for (const [type, text] of Object.entries(actions ?? {})) {
      const [goal = "", result = "", feedback = ""] = text.split("---");
      write(dialect.actionMessages(type, [goal, result, feedback]));
    }
  }
  return book;
}

function fieldsOf(text: string): Field[] {
  return text
    .split(",")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .map((line) => {
      const [written = "", name = ""] = line.split(/\s+/);
      const [, type = "", list, count] = /^([^[]+)(\[(\d*)\])?$/.exec(written)!;
      return {
        name,
        type,
        list: list !== undefined,
        ...(count ? { count: Number(count) } : {}),
      };
    });
}
