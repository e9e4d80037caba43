const POLITE = /^(?:(?:hey |hello )?robot )?(?:please |could you |can you |would you |will you )*/;
const WISH = "(?:clean|tidy|clear|neaten|declutter|straighten|organi[sz]e)";
const WHICH =
  "(?:(?:the|this|that|my|our|your) )?(?:(?:messy|whole|entire|kitchen|dining|coffee|office|play|" +
  "bedroom|bathroom|living room|bedside) )*";
const PLACE =
  "(?:surface|table|tabletop|desk|desktop|counter|countertop|worktop|workbench|sideboard|shelf|" +
  "kitchen|bathroom|playroom|area|bedroom|office|room|mess|place)(?: surface| table| top)?";
const TIDYING = new RegExp(
  `^${WISH}(?: up| off)?(?: ${WHICH}${PLACE})?(?: up| off)?(?: please| now| for me)*$`,
);

/**
 * Why an instruction is beyond norms that are about cleaning or tidying up a surface, in one line;
 * `undefined` where it is not. A wish with more in it ("but leave the cups") is beyond them too.
 */
export function beyondTidying(instruction: string): string | undefined {
  const spoken = instruction
    .toLowerCase()
    .replace(/[^a-z]+/g, " ")
    .trim()
    .replace(POLITE, "");
  if (TIDYING.test(spoken)) return undefined;
  const quoted = JSON.stringify(instruction.trim().slice(0, 200));
  return `${quoted} is beyond the built-in norms: they only know how to clean or tidy up a surface`;
}
