const path = require("node:path");
const { spokenComponents } = require("./spoken");

/**
 * Taro's templates for WeChat leave out what screen readers are told; this puts it in. The runtime must learn of it too: template and
 * runtime number the properties of an element, each for itself.
 */
module.exports = (ctx) => {
  ctx.registerMethod({
    name: "onSetupClose",
    fn(platform) {
      if (!platform.template) return;
      platform.template.mergeComponents(ctx, spokenComponents());
      platform.runtimePath = [platform.runtimePath, `post:${path.join(__dirname, "aria-runtime.js")}`].flat();
    },
  });
};
