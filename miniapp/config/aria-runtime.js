const { mergeInternalComponents } = require("@tarojs/shared");
const { spokenComponents } = require("./spoken");

mergeInternalComponents(spokenComponents());
