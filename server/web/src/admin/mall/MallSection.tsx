import { Route, Routes } from "react-router";
import { OrderPage } from "./OrderPage";
import { OrdersPage } from "./OrdersPage";
import { EditProductPage, NewProductPage } from "./ProductEditor";
import { ProductPage } from "./ProductPage";
import { ProductsPage } from "./ProductsPage";

export default function MallSection() {
  return (
    <Routes>
      <Route index element={<ProductsPage />} />
      <Route path="products/new" element={<NewProductPage />} />
      <Route path="products/:productId" element={<ProductPage />} />
      <Route path="products/:productId/edit" element={<EditProductPage />} />
      <Route path="orders" element={<OrdersPage />} />
      <Route path="orders/:orderId" element={<OrderPage />} />
    </Routes>
  );
}
