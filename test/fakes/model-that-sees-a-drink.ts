import type { Heard } from "./strict-openai-server.ts";

/** What a mug may be like, as on the project page of the paper. */
export const DRINK_OPTIONS = [
  { state: "clean and empty", action: "store it", verb: "store" },
  { state: "water inside", action: "dry and store it", verb: "clean" },
  { state: "a drink inside", action: "empty, rinse and store it", verb: "empty" },
  { state: "residue inside", action: "rinse it", verb: "clean" },
  { state: "dried-on residue", action: "wash it", verb: "clean" },
];

/** A model that reasons like a person, and sees the drink on one photo only. */
export const modelThatSeesTheDrinkOn =
  (photo: () => string) =>
  ({ shape, user, pictures }: Heard): unknown => {
    const states = [...user.matchAll(/^(\d+)\. (".*")$/gm)].map(([, number, text]) => ({
      number: Number(number),
      drink: text === '"a drink inside"',
      none: text === '"none of these"',
    }));
    switch (shape) {
      case "description":
        return { description: "A cup on a desk." };
      case "priors":
        return {
          states: states.map(({ number, drink, none }) => ({
            number,
            prior: none ? 0.02 : 0.2,
            loss: drink ? "low" : "none",
          })),
        };
      case "questions":
        return {
          questions: [
            {
              reason: "A drink is poured out before the cup is put away.",
              question: "Is there a drink in the cup?",
              why: "one has to look into it",
              angle: "top",
              seen: { scene: 0.1, above: 0.95, side: 0.05 },
              yes: states.map(({ number, drink }) => ({
                number,
                probability: drink ? 0.95 : 0.05,
              })),
            },
          ],
        };
      case "answers": {
        const seen = pictures[0] === photo();
        const answer = seen ? "yes" : "unknown";
        return { answers: [{ question: 1, evidence: "", answer, confidence: 0.9 }] };
      }
      default: {
        const sure = / yes 0\.[5-9]/.test(user);
        const probability = (drink: boolean) => (sure ? (drink ? 0.95 : 0.01) : 0.17);
        const verdict = states.map(({ number, drink }) => ({
          number,
          probability: probability(drink),
        }));
        return { reasoning: "", states: verdict };
      }
    }
  };
