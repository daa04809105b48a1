import * as contract from "@club/shared/ratings";
import { type Route, route } from "../../platform/route";
import { getOwnRating, rateOwnRedemption } from "./ratings.service";
import { handleLowRating, listStaffRatings } from "./ratings-staff.service";

export const ratingsRoutes: Route[] = [
  route(contract.getMyRating, getOwnRating),
  route(contract.rateRedemption, rateOwnRedemption),
  route(contract.listRatings, listStaffRatings),
  route(contract.handleRating, handleLowRating),
];
