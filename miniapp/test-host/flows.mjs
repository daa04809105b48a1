// Flows of members and clerks on the built program, against the real server.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { signInOwner } from "./club-api.mjs";
import {
  addVehicles,
  licenceOfMember,
  remindersOfCars,
  violationsOfCars,
  violationsSwitchedOff,
} from "./flows-cars.mjs";
import {
  clerkSignsOut,
  everyReason,
  lostReply,
  photoAndKeyIn,
  scanConfirmUndo,
  setsWebPassword,
} from "./flows-clerk.mjs";
import {
  brokenSession,
  claimLostReply,
  copyOfData,
  logOut,
  offline,
  registerClaimShow,
  signsInByPassword,
} from "./flows-member.mjs";
import {
  cancelGivesBack,
  checkInEarns,
  goodsWithAddress,
  orderLostReply,
  rateUsedVoucher,
  shortOfPoints,
} from "./flows-points.mjs";

const HERE = path.dirname(fileURLToPath(import.meta.url));

const FLOWS = [
  ["register, claim, show: the code on the screen can be read", registerClaimShow],
  ["the lost answer of a claim has one effect", claimLostReply],
  [
    "scan, preview, confirm, undo: the member's page becomes the receipt by itself, and the code again",
    scanConfirmUndo,
  ],
  ["the lost answer of a confirm has one effect, with one key", lostReply],
  ["every reason why not is shown, and nothing changes", everyReason],
  ["a photo is taken and uploaded; the code can be keyed in", photoAndKeyIn],
  ["a clerk sets the password of the merchants' web page, and it takes it", setsWebPassword],
  ["a session that the server no longer takes is renewed once and the calls are replayed", brokenSession],
  ["without network the last answers are shown and marked", offline],
  ["checking in earns points once a day, and the row says why", checkInEarns],
  [
    "the lost answer of an order has one effect, even after the program was closed; its voucher can be used",
    orderLostReply,
  ],
  ["a cancelled order gives the points back and takes the vouchers in", cancelGivesBack],
  ["who has not enough points reads how many are missing, and how to earn them", shortOfPoints],
  ["goods go to an address, are shipped with a number that can be copied, and received", goodsWithAddress],
  ["a used voucher is rated once, and the points come with it", rateUsedVoucher],
  ["vehicles with plates of seven and of eight characters are added, and what is due appears", addVehicles],
  ["violations show what is known, 未知 where nothing is, and why there is no second refresh", violationsOfCars],
  ["violations that the club has switched off have no way in, and say where else to look", violationsSwitchedOff],
  ["twelve months ahead, a switch, WeChat's consent inside the tap, the calendar", remindersOfCars],
  ["a driving licence says where it stands", licenceOfMember],
  ["a member takes a copy of all their data along, after a code by SMS", copyOfData],
  ["a member sets a password and signs in with it", signsInByPassword],
  ["a member logs out and nothing of them stays on the phone", logOut],
  ["a clerk logs out, and WeChat signs the same clerk in again", clerkSignsOut],
];

export async function runFlows({ dist, club, report }) {
  const owner = await signInOwner(club);
  const stage = { dist, club, owner, photoFile: path.join(HERE, "car.png") };
  for (const [title, flow] of FLOWS) await report.run(title, () => flow(stage));
}
