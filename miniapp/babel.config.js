/**
 * What a module of the contract makes when it is loaded (schemas, endpoints) has no effect but its value. Said so, the endpoints that
 * the mini-program never calls, most of them the back office's, are left out of the package.
 */
function pureContract({ types }) {
  const mark = (path) => {
    if (path.getFunctionParent() === null) types.addComment(path.node, "leading", "#__PURE__");
  };
  return {
    visitor: {
      // At the end, when the other plugins have made their own calls, such as the one that spreads objects.
      Program: {
        exit(program, { filename = "" }) {
          if (/[\\/]shared[\\/]src[\\/]/.test(filename))
            program.traverse({ CallExpression: mark, NewExpression: mark });
        },
      },
    },
  };
}

module.exports = {
  presets: [["taro", { framework: "react", ts: true, compiler: "webpack5" }]],
  plugins: [pureContract],
};
