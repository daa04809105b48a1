// WeChat draws its own bars and inputs and has no keyboard; only the browser preview needs anything here.
export {};
