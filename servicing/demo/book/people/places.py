"""Towns with what hangs on them: postcodes, telephone areas, time zones. Streets are found in any town."""

from typing import NamedTuple


class ChineseTown(NamedTuple):
    name: str
    postcode: str
    branch: str


class AmericanTown(NamedTuple):
    name: str
    zip_prefix: str
    area_code: str
    time_zone: str
    branch: str


class BritishTown(NamedTuple):
    name: str
    postcode: str  # its area
    drama_numbers: str  # Ofcom's block for fiction, but for the last three digits
    branch: str


CHINA = (
    ChineseTown("北京市朝阳区", "100020", "CN-BJ1"),
    ChineseTown("北京市海淀区", "100080", "CN-BJ2"),
    ChineseTown("上海市浦东新区", "200120", "CN-SH1"),
    ChineseTown("上海市徐汇区", "200030", "CN-SH2"),
    ChineseTown("广东省广州市天河区", "510620", "CN-GZ"),
    ChineseTown("广东省深圳市南山区", "518052", "CN-SZ"),
    ChineseTown("浙江省杭州市西湖区", "310012", "CN-HZ"),
    ChineseTown("江苏省南京市鼓楼区", "210009", "CN-NJ"),
    ChineseTown("江苏省苏州市姑苏区", "215000", "CN-SU"),
    ChineseTown("四川省成都市武侯区", "610041", "CN-CD"),
    ChineseTown("重庆市渝北区", "401120", "CN-CQ"),
    ChineseTown("湖北省武汉市洪山区", "430070", "CN-WH"),
    ChineseTown("湖南省长沙市岳麓区", "410006", "CN-CS"),
    ChineseTown("陕西省西安市雁塔区", "710061", "CN-XA"),
    ChineseTown("山东省青岛市市南区", "266071", "CN-QD"),
    ChineseTown("福建省厦门市思明区", "361001", "CN-XM"),
    ChineseTown("云南省昆明市五华区", "650021", "CN-KM"),
    ChineseTown("黑龙江省哈尔滨市南岗区", "150001", "CN-HA"),
)

CHINESE_STREETS = (
    "人民路", "中山路", "解放路", "建设路", "和平路", "新华路", "长江路", "文化路", "友谊路", "光明路",
    "学府路", "滨江路", "青年路", "朝阳街", "幸福街", "胜利街", "团结路", "健康路",
)  # fmt: skip

CHINESE_PREFIXES = ("130", "131", "132", "133", "135", "136", "137", "138", "139")

UNITED_STATES = (
    AmericanTown("New York, NY", "100", "212", "America/New_York", "US-NYC"),
    AmericanTown("Brooklyn, NY", "112", "718", "America/New_York", "US-BKN"),
    AmericanTown("Boston, MA", "021", "617", "America/New_York", "US-BOS"),
    AmericanTown("Philadelphia, PA", "191", "215", "America/New_York", "US-PHL"),
    AmericanTown("Atlanta, GA", "303", "404", "America/New_York", "US-ATL"),
    AmericanTown("Miami, FL", "331", "305", "America/New_York", "US-MIA"),
    AmericanTown("Chicago, IL", "606", "312", "America/Chicago", "US-CHI"),
    AmericanTown("Houston, TX", "770", "713", "America/Chicago", "US-HOU"),
    AmericanTown("San Antonio, TX", "782", "210", "America/Chicago", "US-SAT"),
    AmericanTown("Minneapolis, MN", "554", "612", "America/Chicago", "US-MSP"),
    AmericanTown("Denver, CO", "802", "303", "America/Denver", "US-DEN"),
    AmericanTown("Albuquerque, NM", "871", "505", "America/Denver", "US-ABQ"),
    AmericanTown("Phoenix, AZ", "850", "602", "America/Phoenix", "US-PHX"),
    AmericanTown("Los Angeles, CA", "900", "213", "America/Los_Angeles", "US-LAX"),
    AmericanTown("San Diego, CA", "921", "619", "America/Los_Angeles", "US-SAN"),
    AmericanTown("Seattle, WA", "981", "206", "America/Los_Angeles", "US-SEA"),
)

AMERICAN_STREETS = (
    "Maple Avenue", "Oak Street", "Washington Street", "Park Avenue", "Cedar Lane", "Elm Street",
    "Lakeview Drive", "Sunset Boulevard", "Hillside Road", "Main Street", "Jefferson Avenue",
    "Pine Street", "Chestnut Street", "River Road", "Lincoln Avenue", "Highland Drive",
)  # fmt: skip

BRITAIN = (
    BritishTown("London", "SE", "2079460", "GB-LON"),
    BritishTown("London", "SW", "2079460", "GB-LON"),
    BritishTown("Leeds", "LS", "1134960", "GB-LDS"),
    BritishTown("Sheffield", "S", "1144960", "GB-SHF"),
    BritishTown("Leicester", "LE", "1164960", "GB-LEI"),
    BritishTown("Bristol", "BS", "1174960", "GB-BRS"),
    BritishTown("Birmingham", "B", "1214960", "GB-BHM"),
    BritishTown("Edinburgh", "EH", "1314960", "GB-EDI"),
    BritishTown("Glasgow", "G", "1414960", "GB-GLA"),
    BritishTown("Liverpool", "L", "1514960", "GB-LIV"),
    BritishTown("Manchester", "M", "1614960", "GB-MAN"),
    BritishTown("Newcastle upon Tyne", "NE", "1914980", "GB-NCL"),
    BritishTown("Cardiff", "CF", "2920180", "GB-CDF"),
    BritishTown("Belfast", "BT", "2896496", "GB-BFS"),
)

BRITISH_STREETS = (
    "Church Lane", "High Street", "Station Road", "Victoria Road", "Mill Lane", "Albert Street",
    "Queen's Road", "Park Crescent", "Windsor Terrace", "Chapel Street", "Orchard Close", "The Green",
    "Kings Avenue", "Meadow View", "Grange Road", "York Place",
)  # fmt: skip

INWARD = "ABDEFGHJLNPQRSTUWXYZ"  # letters that the second half of a postcode uses
