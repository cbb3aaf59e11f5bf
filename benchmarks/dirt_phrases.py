"""The words that the dirt generator plants: page furniture as sites write it. Only the generator reads this file."""

from __future__ import annotations

SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗")
GIVEN = ["伟", "敏", "建国", "晓琳", "子涵", "志强", "雨桐", "海燕", "文博", "思远", "丽", "静怡"]
ENGLISH_WORDS = (
    "river apple window quiet market silver garden report travel signal copper winter bridge simple number forest "
    "notice engine planet letter orange object carbon summer person animal moment letter school doctor corner "
    "battle dinner coffee camera chance circle colour common course danger design detail effect energy family"
).split()

FORUM_HEAD: list[tuple[str, ...]] = [
    (
        "论坛首页 › 科技 › 人工智能 › 查看内容",
        "找回密码",
        "立即注册",
        "用户名",
        "自动登录",
        "只需一步，快速开始",
        "查看: {nnnn}|回复: {nn}",
        "[复制链接]",
        "{nnnn}",
        "主题",
        "{nnnn}",
        "帖子",
        "{nnnn}",
        "积分",
        "高级会员",
        "发表于 {date} {time}:01 | 显示全部楼层 |阅读模式",
    ),
    (
        "登录 | 注册",
        "{nnnn}浏览",
        "{nn}回复",
        "[复制链接]",
        "电梯直达",
        "楼主",
        "发表于 {date} {time} | 只看该作者 | 倒序浏览 | 阅读模式",
        "本帖最后由 {user} 于 {date} {time} 编辑",
    ),
    (
        "查看: {nnnn} | 回复: {nn}",
        "{user}",
        "当前离线",
        "注册时间 {date}",
        "最后登录 {date}",
        "威望 {nn} 点",
        "金钱 {nnnn} 元",
        "中级会员",
        "发表于 {date} {time}:55 来自手机 | 显示全部楼层",
    ),
]
FORUM_POST_TAIL: list[tuple[str, ...]] = [
    ("回复", "使用道具 举报", "发表于 {date} {time}:41 | 显示全部楼层 来自 {city}"),
    (
        "本帖子中包含更多资源",
        "您需要 登录 才可以下载或查看，没有账号？立即注册",
        "收藏{n} 分享 支持 反对",
        "回复 支持 反对 使用道具 举报",
    ),
    ("点评", "发表于 {date} {time}", "举报", "评分", "回复", "使用道具 举报"),
]
FORUM_TAIL: list[tuple[str, ...]] = [
    (
        "您需要登录后才可以回帖 登录 | 立即注册",
        "本版积分规则",
        "发表回复 回帖后跳转到最后一页",
        "Archiver|手机版|小黑屋|{word}社区 ( 京ICP备{nnnn}号 )",
        "GMT+8, {date} {time} , Processed in 0.0{nn} second(s), {nn} queries .",
        "Powered by Discuz! X3.4",
        "© 2001-2017 Comsenz Inc.",
        "快速回复 返回顶部 返回列表",
    ),
    (
        "高级模式",
        "B Color Image Link Quote Code Smilies",
        "您需要登录后才可以回帖 登录 | 注册",
        "上一主题 | 下一主题",
        "返回列表",
        "小黑屋|手机版|Archiver|{word}论坛",
        "Powered by Discuz! X2.5",
    ),
    (
        "您需要登录后才可以发表评论 登录 | 立即注册",
        "关闭",
        "站长推荐 上一条 /{n} 下一条",
        "返回顶部",
        "GMT+8, {date} {time}",
    ),
]

BOILERPLATE_HEAD = [
    "首页 > 新闻 > 国内新闻 > 正文",
    "您当前的位置：首页 > 财经 > 正文",
    "字号：大 中 小",
    "分享到：微信 微博 QQ空间",
    "分享",
    "打印本页",
    "收藏 打印 字体 大 中 小",
    "扫一扫 分享到微信朋友圈",
    "关注我们，获取更多资讯",
    "设为首页 | 加入收藏 | 网站地图",
    "听新闻",
    "点击上方蓝字关注我们",
]
BOILERPLATE_MIDDLE = [
    "图片来源：视觉中国",
    "图源：网络",
    "（图片来自网络，侵删）",
    "▲图片来源：受访者供图",
    "摄影：{person}",
    "点击查看大图",
    "广告",
    "[广告]",
    "图/{person}",
    "下载客户端，阅读更多精彩内容",
]
BOILERPLATE_TAIL = [
    "责任编辑：{person}",
    "（责任编辑：{person}）",
    "【责任编辑:{person}】",
    "责编：{person} 校对：{other}",
    "编辑：{person}",
    "审核：{person}",
    "编辑 | {person}",
    "免责声明：本文仅代表作者个人观点，与本网站无关。其原创性以及文中陈述文字和内容未经本站证实，请读者仅作参考。",
    "郑重声明：本文版权归原作者所有，转载文章仅为传播信息之目的，如有侵权，请联系我们删除。",
    "声明：本文由入驻作者撰写，观点仅代表作者本人，不代表本平台立场。",
    "版权声明：未经授权，不得转载、摘编或以其他方式使用。",
    "版权所有 未经书面授权禁止使用",
    "Copyright © 1998-20{nn} {word}.com All Rights Reserved.",
    "京ICP备{nnnn}号-{n}",
    "京公网安备 110105020{nnnn}号",
    "相关阅读：",
    "相关新闻",
    "推荐阅读",
    "延伸阅读",
    "猜你喜欢",
    "热门文章",
    "上一篇：{person}谈城市更新",
    "下一篇：没有了",
    "阅读原文",
    "分享到：",
    "扫码下载客户端",
    "长按识别二维码，关注公众号",
    "更多精彩内容，请关注公众号“{word}”",
    "点赞、在看、转发，三连支持一下",
    "本文首发于微信公众号：{word}。文章内容属作者个人观点，投资者据此操作，风险请自担。",
    "本文来自微信公众号“{word}”，作者：{person}，经授权发布。",
    "投资有风险，入市需谨慎。",
    "举报/反馈",
    "特别声明：以上内容(如有图片或视频亦包括在内)为自媒体平台用户上传并发布，本平台仅提供信息存储服务。",
    "网友评论仅供网友表达个人看法，并不表明本站立场。",
    "已有{nn}人评论，我要评论",
    "违法和不良信息举报电话：010-8{nnnn}",
    "本网站使用 Cookie 以改善您的浏览体验。继续浏览即表示您同意我们使用 Cookie。",
    "标签：{word} {word}",
    "返回搜狐，查看更多",
]

WRAPPERS: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    (
        ("Home", "News", "About Us", "Contact", "Skip to main content", "Share this article"),
        (
            "Related articles",
            "Subscribe to our newsletter",
            "Privacy Policy",
            "Terms of Use",
            "Leave a comment",
            "No comments yet.",
        ),
    ),
    (
        ("ホーム", "記事一覧", "ログイン", "中国語ニュースで学ぶ", "本文"),
        ("この記事をシェアする", "単語リスト", "コメントを書く", "関連記事", "お問い合わせ", "プライバシーポリシー"),
    ),
    (
        (
            "We use cookies to give you the best experience on our website.",
            "Accept all cookies",
            "Log in | Sign up",
            "Search",
        ),
        ("Follow us on Twitter", "Back to top", "© 20{nn} {word} Inc. All rights reserved.", "Word list"),
    ),
    (
        ("Chinese Reading Practice", "Level: Intermediate", "Original text"),
        ("Vocabulary", "Discussion", "Be the first to comment!", "Report a problem"),
    ),
]

STRAY_MARKUP = [
    " target=_blank class=infotextkey>",
    "<br>",
    "<br/>",
    "</p>",
    "<p>",
    '<a href="http://{word}.com/{n}.html" target="_blank">',
    "</a>",
    '<span style="color: rgb(51, 51, 51);">',
    "</span>",
    '<img src="/u/{n}.jpg" alt="">',
    "<strong>",
    "</strong>",
    "<!-- {word} -->",
    "[/b]",
    "[b]",
    "[attach]{n}[/attach]",
    "[img]http://{word}.com/{n}.png[/img]",
    "[/color]",
    "[color=#ff0000]",
]
