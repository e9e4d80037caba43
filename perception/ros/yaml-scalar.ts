const WORD = /^[A-Za-z_/][\w/.-]*$/;
const NOT_A_WORD = /^(true|false|null|yes|no|on|off|y|n)$/i;

/** A name from the robot as a YAML scalar of one line, whatever stands in it. */
export const yamlScalar = (text: string): string =>
  WORD.test(text) && !NOT_A_WORD.test(text)
    ? text
    : JSON.stringify(text).replace(
        /[\u007f-\u009f\u2028\u2029\ufeff]/g,
        (it) => `\\u${it.charCodeAt(0).toString(16).padStart(4, "0")}`,
      );
