/**
 * One JSON value and a line end. Characters a terminal would act on (C1, bidi controls, line separators, lone surrogates) are written as
 * `\uXXXX`: the same value, harmless when somebody looks at it.
 */
export const jsonText = (value: unknown): string =>
  `${JSON.stringify(value, null, 2).replace(acting, (char) => [...Array(char.length).keys()].map((i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`).join(''))}\n`;

const acting = /[\u007f-\u009f\u00ad\p{Bidi_Control}\p{Zl}\p{Zp}\p{Cf}\p{Default_Ignorable_Code_Point}\ufff0-\uffff]/gu;
