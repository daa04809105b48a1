/** Browsers have no privacy popup of the platform; the club's own consents are asked on the pages. */
export function PrivacySheet() {
  return null;
}
