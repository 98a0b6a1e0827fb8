"""Names as common as can be, so that they are nobody's. Chinese ones with their Latin spelling."""


def _spelt(text: str) -> tuple[tuple[str, str], ...]:
    """Pairs of a character and its spelling out of ``王 wang 李 li``."""
    words = iter(text.split())
    return tuple(zip(words, words, strict=True))


CHINESE_FAMILIES = _spelt(
    "王 wang 李 li 张 zhang 刘 liu 陈 chen 杨 yang 黄 huang 赵 zhao 吴 wu 周 zhou 徐 xu 孙 sun 马 ma "
    "朱 zhu 胡 hu 郭 guo 何 he 林 lin 高 gao 罗 luo 郑 zheng 梁 liang 谢 xie 宋 song 唐 tang 许 xu "
    "邓 deng 韩 han 冯 feng 曹 cao 彭 peng 曾 zeng 肖 xiao 田 tian 董 dong 潘 pan 袁 yuan 蔡 cai "
    "蒋 jiang 余 yu 于 yu 杜 du 叶 ye 程 cheng 魏 wei 苏 su 吕 lv 丁 ding 任 ren 卢 lu 姚 yao 沈 shen "
    "钟 zhong 姜 jiang 崔 cui 谭 tan 陆 lu 范 fan 汪 wang 廖 liao 欧阳 ouyang 司马 sima 诸葛 zhuge"
)

CHINESE_GIVEN = _spelt(
    "伟 wei 芳 fang 娜 na 敏 min 静 jing 丽 li 强 qiang 磊 lei 军 jun 洋 yang 勇 yong 艳 yan 杰 jie "
    "娟 juan 涛 tao 明 ming 超 chao 秀 xiu 霞 xia 平 ping 刚 gang 桂 gui 英 ying 华 hua 玉 yu 兰 lan "
    "红 hong 建 jian 国 guo 志 zhi 文 wen 海 hai 春 chun 梅 mei 雪 xue 琳 lin 晨 chen 浩 hao 宇 yu "
    "轩 xuan 子 zi 涵 han 欣 xin 怡 yi 梓 zi 俊 jun 博 bo 思 si 雨 yu 嘉 jia 佳 jia 晓 xiao 东 dong "
    "鹏 peng 飞 fei 凯 kai 倩 qian 婷 ting 颖 ying 慧 hui 莉 li 宁 ning 安 an 乐 le 瑞 rui"
)

RARE_GIVEN = _spelt("㛃 jie 䶮 yan 𬱖 wei")

ENGLISH_GIVEN = (
    "James", "Mary", "John", "Patricia", "Robert", "Jennifer", "Michael", "Linda", "David", "Elizabeth",
    "William", "Barbara", "Richard", "Susan", "Joseph", "Jessica", "Thomas", "Sarah", "Daniel", "Karen",
    "Matthew", "Nancy", "Anthony", "Margaret", "Mark", "Sandra", "Paul", "Ashley", "Steven", "Emily",
    "Andrew", "Donna", "Kenneth", "Michelle", "George", "Carol", "Joshua", "Amanda", "Kevin", "Melissa",
    "Brian", "Deborah", "Edward", "Stephanie", "Ronald", "Rebecca", "Timothy", "Laura", "Jason", "Helen",
    "Ryan", "Amy", "Jacob", "Anna", "Oliver", "Grace", "Harry", "Sophie", "Jack", "Olivia", "Aisha",
    "Imran", "Priya", "Arjun",
)  # fmt: skip

AMERICAN_FAMILIES = (
    "Smith", "Johnson", "Williams", "Brown", "Jones", "Miller", "Davis", "Wilson", "Anderson", "Thomas",
    "Taylor", "Moore", "Jackson", "Martin", "Lee", "Thompson", "White", "Harris", "Clark", "Lewis",
    "Robinson", "Walker", "Young", "Allen", "King", "Wright", "Scott", "Hill", "Green", "Adams", "Nelson",
    "Baker", "Hall", "Campbell", "Mitchell", "Carter", "Roberts", "Phillips", "Evans", "Turner", "Parker",
    "Collins", "Edwards", "Stewart", "Nguyen", "Murphy", "Cook", "Rogers", "Patel", "Kim",
)  # fmt: skip

BRITISH_FAMILIES = (
    "Smith", "Jones", "Taylor", "Brown", "Williams", "Wilson", "Johnson", "Davies", "Robinson", "Wright",
    "Thompson", "Evans", "Walker", "White", "Roberts", "Green", "Hall", "Wood", "Jackson", "Clarke",
    "Patel", "Khan", "Lewis", "James", "Phillips", "Mason", "Mitchell", "Rose", "Davis", "Rodgers",
    "Ahmed", "Begum", "Singh", "Kaur", "Hughes", "Edwards", "Morgan", "MacDonald", "Campbell", "Stewart",
    "O'Neill", "Murray", "Reid", "Fraser", "Bell", "Shaw", "Ellis", "Fletcher", "Okafor", "Lloyd",
)  # fmt: skip

SPANISH_GIVEN = (
    "María José", "José Luis", "Juan Carlos", "Ana María", "Luis", "Carmen", "Miguel Ángel", "Guadalupe",
    "Francisco", "Rosa", "Jesús", "Sofía", "Alejandro", "Lucía", "Manuel", "Valentina", "Carlos",
    "Gabriela", "Jorge", "Verónica", "Raúl", "Adriana", "Héctor", "Mónica", "Óscar", "Daniela", "Andrés",
    "Pilar", "Iván", "Inés",
)  # fmt: skip

SPANISH_FAMILIES = (
    "García", "Rodríguez", "Martínez", "Hernández", "López", "González", "Pérez", "Sánchez", "Ramírez",
    "Torres", "Flores", "Rivera", "Gómez", "Díaz", "Cruz", "Morales", "Reyes", "Gutiérrez", "Ortiz",
    "Chávez", "Ramos", "Ruiz", "Mendoza", "Álvarez", "Jiménez", "Castillo", "Vásquez", "Romero",
    "Núñez", "Peña", "Ibáñez", "Zúñiga",
)  # fmt: skip
