/** Files at the top of a recipe's folder that say how its stack is made: compose files, its variables, the versions of its configs (ABRA.md section 2). */
export const isRecipeFile = (name: string): boolean => /^(?:[\w][\w.-]*\.ya?ml|\.env|\.env\.sample|abra\.sh)$/.test(name);

/** Of one recipe no more files than this are read. */
export const recipeFilesAtMost = 40;
