// Stands in for packages that a dependency loads but this program never calls.
export default {};
