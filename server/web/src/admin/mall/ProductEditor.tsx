import { createProduct, getStaffProduct, type StaffProduct, updateProduct } from "@club/shared/mall-admin";
import { useNavigate, useParams } from "react-router";
import { useAction, useCall } from "../../api/hooks";
import { now } from "../../app/clock";
import { useMe } from "../../app/me";
import { Editor } from "../../kit/Editor";
import { Load } from "../../kit/states";
import { ContentFields, LimitFields, ProductFields } from "./ProductFields";
import { ProductPreview } from "./ProductPreview";
import { emptyProduct, productInputOf, type TypedProduct, typedProduct } from "./product-form";

/** A new draft. */
export function NewProductPage() {
  const { cityCode } = useMe();
  const create = useAction(createProduct);
  const navigate = useNavigate();
  return (
    <ProductForm
      product={null}
      initial={emptyProduct(cityCode, now())}
      onSave={async (typed) => {
        const { id } = await create.mutateAsync({ ...productInputOf(typed), stockTotal: typed.stockTotal ?? 0 });
        navigate(`/mall/products/${id}`, { replace: true });
      }}
    />
  );
}

/** A product may be changed at any time; orders keep what they were placed with. */
export function EditProductPage() {
  const { productId = "" } = useParams();
  const product = useCall(getStaffProduct, { productId });
  return <Load from={product}>{(found) => <EditProduct product={found} />}</Load>;
}

function EditProduct({ product }: { product: StaffProduct }) {
  const update = useAction(updateProduct);
  const navigate = useNavigate();
  return (
    <ProductForm
      product={product}
      initial={typedProduct(product)}
      onSave={async (typed) => {
        const input = productInputOf(typed, product);
        await update.mutateAsync({ productId: product.id, ...input, baseVersion: product.version });
        navigate(`/mall/products/${product.id}`, { replace: true });
      }}
    />
  );
}

type Props = {
  /** Null for a new one. */
  product: StaffProduct | null;
  initial: TypedProduct;
  onSave: (typed: TypedProduct) => Promise<void>;
};

/** The fields of a product; beside them the card that members will see. */
export function ProductForm({ product, initial, onSave }: Props) {
  return (
    <Editor
      title={product ? `修改：${product.title}` : "新建商品"}
      note={product ? "保存后马上生效；已下的订单不变" : "先存为草稿，上架后会员才能看到"}
      back={product ? `/mall/products/${product.id}` : "/mall"}
      initial={initial}
      saveText={product ? "保存修改" : "保存草稿"}
      preview={<ProductPreview initial={initial} />}
      onSave={onSave}
    >
      <ProductFields isNew={product === null} />
      <ContentFields />
      <LimitFields isNew={product === null} />
    </Editor>
  );
}
