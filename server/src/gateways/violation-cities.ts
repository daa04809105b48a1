/**
 * The cities of the country as the provider juhe names them, by plate: `<letter><city>=<its key>`, without a key where neither snapshot
 * had the city. Two public snapshots of the provider's own list (2018-04 `sweizhang/citys`, 2019-04 `wz/citys`) and a public table of
 * plates (car_city.json), compiled 2026-11-22: verified as snapshots, not as what holds today, so the list is fetched every day and
 * staff can override it. Every plate of 京, 津, 沪 and 渝 is of one city: there is no letter.
 */
const CITIES: Readonly<Record<string, string>> = {
  鲁: "A济南=SD_JINAN B青岛=SD_QD C淄博=SD_ZB D枣庄=SD_ZZ E东营=SD_DY F烟台=SD_YT G潍坊=SD_WF H济宁=SD_JN J泰安=SD_TA K威海=SD_WH L日照=SD_RZ M滨州=SD_BZ N德州=SD_DZ P聊城=SD_LC Q临沂=SD_LY R菏泽=SD_HZ S莱芜=SD_LW U青岛=SD_QD V潍坊=SD_WF Y烟台=SD_YT",
  京: "北京=BJ",
  津: "天津=TJ",
  沪: "上海=SH",
  渝: "重庆=CQ",
  冀: "A石家庄=HB_SJZ B唐山=HB_TS C秦皇岛=HB_QHD D邯郸=HB_HD E邢台=HB_XT F保定=HB_BD G张家口=HB_ZJK H承德=HB_CD J沧州=HB_CZ R廊坊=HB_LF S沧州=HB_CZ T衡水=HB_HS",
  豫: "A郑州=HN_ZZ B开封=HN_KAIFENG C洛阳=HN_LY D平顶山=HN_PDS E安阳=HN_ANYANG F鹤壁=HN_HB G新乡=HN_XINXIANG H焦作=HN_JZ J濮阳=HN_PUYANG K许昌=HN_XC L漯河=HN_LEIHE M三门峡=HN_SMX N商丘=HN_SQ P周口=HN_ZHOUKOU Q驻马店=HN_ZMD R南阳=HN_NANYANG S信阳=HN_XINYANG U济源=HN_JY",
  云: "A昆明 C昭通 D曲靖 E楚雄 F玉溪 G红河 H文山 J思茅 K西双版纳 L大理 M保山 N德宏 P丽江 Q怒江 R迪庆 S临沧",
  辽: "A沈阳=LN_SY B大连=LN_DL C鞍山=LN_AS D抚顺=LN_FS E本溪=LN_BENXI F丹东=LN_DD G锦州=LN_JZ H营口=LN_YK J阜新=LN_FX K辽阳=LN_LY L盘锦=LN_PANJIN M铁岭=LN_TL N朝阳=LN_CY P葫芦岛=LN_HLD",
  黑: "A哈尔滨 B齐齐哈尔 C牡丹江 D佳木斯 E大庆 F伊春 G鸡西 H鹤岗 J双鸭山 K七台河 M绥化 N黑河 P大兴安岭",
  湘: "A长沙=HUN_CS B株洲=HUN_ZHUZHOU C湘潭=HUN_XIANGTAN D衡阳=HUN_HY E邵阳=HUN_SHAOYANG F岳阳=HUN_YUEYANG G张家界=HUN_ZHANGJIAJIE H益阳=HUN_YIYANG J常德=HUN_CHANGDE K娄底=HUN_LOUDI L郴州=HUN_CHENZHOU M永州=HUN_YONGZHOU N怀化=HUN_HUAIHUA U湘西",
  皖: "A合肥 B芜湖=AH_WUHU C蚌埠=AH_BENGBU D淮南 E马鞍山 F淮北=AH_HUAIBEI G铜陵=AH_TONGLING H安庆 J黄山=AH_HUANGSHAN K阜阳 L宿州 M滁州 N六安 P宣城=AH_XUANCHENG R池州=AH_CHIZHOU S亳州=AH_BOZHOU",
  新: "A乌鲁木齐=XJ_WULUMUQI B昌吉=XJ_CHANGJI C石河子=XJ_SHIHEZI D奎屯 E博尔塔拉=XJ_BOERTALA F伊犁=XJ_YILI G塔城=XJ_TACHENG H阿勒泰=XJ_ALETAI J克拉玛依=XJ_KELAMAYI K吐鲁番=XJ_TULUFAN L哈密=XJ_HAMI M巴音郭楞=XJ_BAYINGUOLENG N阿克苏=XJ_AKESU P克孜勒苏=XJ_KEZILESU Q喀什=XJ_KASHI R和田=XJ_HETIAN",
  苏: "A南京=JS_NJ B无锡=JS_WUXI C徐州=JS_XZ D常州=JS_CZ E苏州=JS_SZ F南通=JS_NT G连云港=JS_LYG H淮安=JS_HUAIAN J盐城=JS_YANCHENG K扬州=JS_YZ L镇江=JS_ZJ M泰州=JS_TAI4ZHOU N宿迁=JS_SQ",
  浙: "A杭州=ZJ_HZ B宁波=ZJ_NB C温州=ZJ_WZ D绍兴=ZJ_SX E湖州=ZJ_HUZ F嘉兴=ZJ_JX G金华=ZJ_JH H衢州=ZJ_QZ J台州=ZJ_TZ K丽水=ZJ_LS L舟山=ZJ_ZS",
  赣: "A南昌=JX_NANCHANG B赣州=JX_GANZHOU C宜春=JX_YICHUN_J D吉安=JX_JIAN E上饶=JX_SHANGRAO F抚州=JX_FU3ZHOU G九江=JX_JIUJIANG H景德镇=JX_JINGDEZHEN J萍乡=JX_PINGXIANG K新余=JX_XINYU L鹰潭=JX_YINGTAN M南昌=JX_NANCHANG",
  鄂: "A武汉=FB_WH B黄石=FB_HUANGSHI C十堰=FB_SHIYAN D荆州=FB_JINGZHOU E宜昌=FB_YICHANG F襄阳=FB_XIANGYANG G鄂州=FB_EZHOU H荆门=FB_JINGMEN J黄冈=FB_HUANGGANG K孝感=FB_XIAOGAN L咸宁=FB_XIANNING M仙桃=FB_XIANTAO N潜江=FB_QIANJIANG P神农架=FB_SHENNONGJIA Q恩施=FB_ENSHI R天门=FB_TIANMEN S随州=FB_SUIZHOU",
  桂: "A南宁=GX_NANNING B柳州 C桂林 D梧州 E北海 F崇左 G来宾 J贺州 K玉林 L百色 M河池 N钦州 P防城港 R贵港",
  甘: "A兰州 B嘉峪关 C金昌 D白银 E天水 F酒泉 G张掖 H武威 J定西 K陇南 L平凉 M庆阳 N临夏 P甘南",
  晋: "A太原 B大同 C阳泉 D长治 E晋城 F朔州 H忻州 J吕梁 K晋中 L临汾 M运城",
  蒙: "A呼和浩特=NMG_HUHEHAOTE B包头=NMG_BAOTOU C乌海=NMG_WUHAI D赤峰=NMG_CHIFENG E呼伦贝尔=NMG_HULUNBEIER F兴安=NMG_XINGAN G通辽=NMG_TONGLIAO H锡林郭勒=NMG_XILINGUOLE J乌兰察布=NMG_WULANCHABU K鄂尔多斯=NMG_EERDUOSI L巴彦淖尔=NMG_BAYANNAOER M阿拉善=NMG_ALASHAN",
  陕: "A西安=SX_XA B铜川=SX_TONGCHUAN C宝鸡=SX_BAOJI D咸阳=SX_XY E渭南=SX_WN F汉中=SX_HANZHONG G安康=SX_AK H商洛=SX_SHANGLUO J延安=SX_YA K榆林=SX_YU2LIN",
  吉: "A长春=JL_CHANGCHUN B吉林=JL C四平=JL_SIPING D辽源=JL_LIAOYUAN E通化=JL_TONGHUA F白山=JL_BAISHAN G白城=JL_BAICHENG H延边=JL_YANBIAN J松原=JL_SONGYUAN",
  闽: "A福州=FJ_FU1ZHOU B莆田=FJ_FUTIAN C泉州=FJ_QUANZHOU D厦门=FJ_XIAMEN E漳州=FJ_ZHANGZHOU F龙岩=FJ_LONGYAN G三明=FJ_SANMING H南平=FJ_NANPING J宁德=FJ_NINGDE",
  贵: "A贵阳=GZ_GUIYANG B六盘水=GZ_LIUPANSHUI C遵义=GZ_ZUNYI D铜仁=GZ_TONGREN E黔西南=GZ_QIANXINAN F毕节=GZ_BIJIE G安顺=GZ_ANSHUN H黔东南=GZ_QIANDONGNAN J黔南=GZ_QIANNAN",
  粤: "A广州=GD_GZ B深圳=GD_SZ C珠海=GD_ZH D汕头=GD_ST E佛山=GD_FS F韶关=GD_SHAOGUAN G湛江=GD_ZHANJIANG H肇庆=GD_ZQ J江门=GD_JM K茂名=GD_MAOMING L惠州=GD_HZ M梅州=GD_MEIZHOU N汕尾=GD_SHANWEI P河源=GD_HEYUAN Q阳江=GD_YJ R清远=GD_QINGYUAN S东莞=GD_DG T中山=GD_ZS U潮州=GD_CZ V揭阳=GD_JY W云浮=GD_YUNFU",
  青: "A西宁=QH_XN B海东 C海北 D黄南 F果洛 G玉树 H海西",
  藏: "A拉萨 B昌都 C山南 D日喀则 E那曲 F阿里 G林芝",
  川: "A成都=SC_CD B绵阳=SC_MIANYANG C自贡=SC_ZIGONG D攀枝花=SC_PANZHIHUA E泸州=SC_LUZHOU F德阳=SC_DEYANG H广元=SC_GUANGYUAN J遂宁=SC_SUINING K内江=SC_NEIJIANG L乐山=SC_LESHAN M资阳=SC_ZIYANG Q宜宾=SC_YIBIN R南充=SC_NANCHONG S达州=SC_DAZHOU T雅安=SC_YAAN U阿坝=SC_ABA V甘孜=SC_GANZI W凉山=SC_LIANGSHAN X广安=SC_GUANGAN Y巴中=SC_BAZHONG Z眉山=SC_MEISHAN",
  宁: "A银川=NX_YINCHUAN B石嘴山=NX_SHIZUISHAN C吴忠=NX_WUZHONG D固原=NX_GUYUAN E中卫=NX_ZHONGWEI",
  琼: "A海口=HAN_HAIKOU B三亚=HAN_SANYA C琼海=HAN_QIONGHAI D五指山=HAN_WUZHISHAN",
};
const DIGITS = 6;
/** Where the snapshots ask for the whole engine number. */
const WHOLE_ENGINE = new Set(["BJ"]);

/** A city of the snapshots and what it asked for: the last characters of the engine number and of the VIN, 0 = all. */
type SnapshotCity = { name: string; code: string | null; engineDigits: number; vinDigits: number };

/** The cities by what their plates begin with: "鲁A", or "京" alone. */
export const VIOLATION_CITIES: ReadonlyMap<string, SnapshotCity> = new Map(
  Object.entries(CITIES).flatMap(([province, cities]) => cities.split(" ").map((text) => toCity(province, text))),
);

function toCity(province: string, text: string): [prefix: string, city: SnapshotCity] {
  const [, letter = "", name = "", code = null] = /^([A-Z]?)([^=]+)(?:=(\w+))?$/.exec(text) ?? [];
  const engineDigits = code !== null && WHOLE_ENGINE.has(code) ? 0 : DIGITS;
  return [`${province}${letter}`, { name, code, engineDigits, vinDigits: DIGITS }];
}

/** What a plate begins with, as far as it tells the city; null for a plate of no city. */
export function violationPrefixOf(plate: string): string | null {
  return [plate.slice(0, 1), plate.slice(0, 2)].find((prefix) => VIOLATION_CITIES.has(prefix)) ?? null;
}
