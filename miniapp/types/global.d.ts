declare module "*.module.scss" {
  const classes: { readonly [name: string]: string };
  export default classes;
}
/** Origin of the club's server; empty on H5, where the page comes from it. */
declare const API_BASE: string;
