import * as products from "@club/shared/mall";
import * as productAdmin from "@club/shared/mall-admin";
import * as orders from "@club/shared/mall-orders";
import * as orderAdmin from "@club/shared/mall-orders-admin";
import { type Route, route } from "../../platform/route";
import * as mine from "./my-orders.service";
import { placeOrder } from "./order-place.service";
import { getProductFigures } from "./product-figures.service";
import { getProduct, listProducts } from "./products.service";
import * as staffOrders from "./staff-orders.service";
import * as staffProducts from "./staff-products.service";

export const mallRoutes: Route[] = [
  route(orders.placeOrder, placeOrder),
  route(products.listProducts, listProducts),
  route(products.getProduct, getProduct),
  route(orders.listMyOrders, mine.listMyOrders),
  route(orders.getMyOrder, mine.getMyOrder),
  route(orders.cancelMyOrder, mine.cancelMyOrder),
  route(orders.confirmMyReceipt, mine.confirmMyReceipt),
  route(orders.getMyLastAddress, mine.getMyLastAddress),
  route(productAdmin.createProduct, staffProducts.createProduct),
  route(productAdmin.updateProduct, staffProducts.updateProduct),
  route(productAdmin.publishProduct, staffProducts.publishProduct),
  route(productAdmin.takeProductOff, staffProducts.takeProductOff),
  route(productAdmin.changeProductStock, staffProducts.changeProductStock),
  route(productAdmin.listStaffProducts, staffProducts.listStaffProducts),
  route(productAdmin.getStaffProduct, staffProducts.getStaffProduct),
  route(productAdmin.getProductFigures, getProductFigures),
  route(orderAdmin.listStaffOrders, staffOrders.listStaffOrders),
  route(orderAdmin.getStaffOrder, staffOrders.getStaffOrder),
  route(orderAdmin.revealOrderAddress, staffOrders.revealOrderAddress),
  route(orderAdmin.shipOrder, staffOrders.shipOrder),
  route(orderAdmin.cancelStaffOrder, staffOrders.cancelStaffOrder),
];
