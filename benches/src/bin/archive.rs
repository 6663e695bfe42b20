//! Writes a folder of made-up articles, to measure big archives with: `archive DIR [COUNT]`.
//!
//! Every article repeats and varies the sentences below, which were written for this purpose: places of the
//! shipped gazetteer, figures and invented names of people take turns in them. Half of the articles are Arabic,
//! half English; each is 1 to 3 kB long and has a sidecar with publisher and day. The same count gives the same
//! bytes.

use std::{env, fmt::Write, fs, io, path::Path, process::ExitCode};

/// `{place}`, `{other}`, `{number}`, `{person}`, `{zones}` and `{zone}` are filled in.
const ENGLISH: [&str; 32] = [
    "Residents of {place} said that the night had passed without shelling for the first time in {number} days.",
    "A convoy of {number} lorries with flour and medicine reached {place} in the afternoon and left before dark.",
    "The guarantor states met to speak about {zones}, and put off the question of {place} until the next round.",
    "Shops in {place} opened again after {number} weeks, though few people had anything to buy with.",
    "{person}, who teaches at the school of {place}, counted {number} children in the first lesson.",
    "Mediators asked both sides to withdraw heavy weapons {number} kilometres from the road between {place} and {other}.",
    "The local council of {place} published a list of {number} families whose houses can no longer be lived in.",
    "Observers noted {number} breaches of the truce within a day, most of them in the countryside of {zone}.",
    "A doctor from {other} told us that the only ambulance of {place} had no fuel left since Tuesday.",
    "According to {person}, the agreement on {zones} was read out in the mosques and then hung up at the bakery.",
    "Farmers near {place} returned to their olive groves and found {number} unexploded shells between the trees.",
    "The crossing at {place} was open for {number} hours; merchants paid for passage by the sack.",
    "Nobody in {zone} could say with certainty where the line ran, and the maps in circulation contradicted each other.",
    "Aeroplanes were heard over {place} at dawn, but no explosions followed, said {person}.",
    "The ceasefire held in most villages, with exchanges of fire reported only around {place} and {other}.",
    "Engineers repaired the pumping station of {place}, so that {number} households have water on two days a week.",
    "The ministry announced that {number} people had gone home to {place} since the memorandum was signed.",
    "A spokesman denied that troops had moved towards {other}, and called the report from {place} an invention.",
    "In {zone} the price of bread fell by {number} per cent within a fortnight, the traders said.",
    "{person} keeps a diary of the siege; it has {number} pages and begins with the closing of the road to {place}.",
    "Negotiations over the release of {number} prisoners broke down at the bridge between {place} and {other}.",
    "The bakery of {place} works with wood, because the fuel that was promised lies at the crossing of {other}.",
    "Whether {place} belongs to one of {zones} was left open in the text that both delegations initialled.",
    "A mortar round hit the market of {place} on Friday; {number} people were wounded, the hospital said.",
    "The buses came at noon and took {number} people from {place} to {other}, among them many who had been moved before.",
    "Volunteers cleared the rubble of the old school in {place} by hand, stone by stone, for {number} days.",
    "Since the truce began, said {person}, the children of {place} have learnt to sleep through the night again.",
    "The delegation from {zone} would not sign before the road to {place} was open to lorries.",
    "Electricity came back to {place} for {number} hours, and half the town went to charge its telephones.",
    "Two villages north of {place} changed hands in the night, {person} said, without a shot being fired.",
    "The monitors drove as far as {other}, were shown {number} craters and turned back before {place}.",
    "It is the third agreement that {zone} has seen; the first two are remembered by the names of those who broke them.",
];

const ARABIC: [&str; 32] = [
    "قال سكان {place} إن الليلة مرت من دون قصف للمرة الأولى منذ {number} يوما.",
    "دخلت قافلة من {number} شاحنة محملة بالطحين والدواء إلى {place} بعد الظهر وغادرت قبل حلول الظلام.",
    "بحثت الدول الضامنة ملف {zones} وأرجأت مسألة {place} إلى الجولة المقبلة.",
    "فتحت المحال في {place} أبوابها بعد {number} أسابيع، غير أن القليل من الناس يملك ما يشتري به.",
    "أحصى {person}، وهو معلم في مدرسة {place}، {number} طفلا في الحصة الأولى.",
    "طلب الوسطاء من الطرفين سحب السلاح الثقيل مسافة {number} كيلومترا عن الطريق بين {place} و{other}.",
    "نشر المجلس المحلي في {place} قائمة تضم {number} عائلة لم تعد بيوتها صالحة للسكن.",
    "سجل المراقبون {number} خرقا للهدنة خلال يوم واحد، وقع معظمها في ريف {zone}.",
    "أخبرنا طبيب من {other} أن سيارة الإسعاف الوحيدة في {place} بلا وقود منذ الثلاثاء.",
    "وبحسب {person} فقد تليت بنود الاتفاق حول {zones} في المساجد ثم علقت على باب الفرن.",
    "عاد المزارعون قرب {place} إلى حقول الزيتون فوجدوا {number} قذيفة لم تنفجر بين الأشجار.",
    "بقي المعبر عند {place} مفتوحا {number} ساعات، ودفع التجار أجرة العبور عن كل كيس.",
    "لم يستطع أحد في {zone} أن يحدد أين يمر الخط، فالخرائط المتداولة يناقض بعضها بعضا.",
    "سُمع هدير الطائرات فوق {place} فجرا من دون أن تتبعه انفجارات، كما ذكر {person}.",
    "صمد وقف إطلاق النار في معظم القرى، ولم يُسجل تبادل للنيران إلا حول {place} و{other}.",
    "أصلح المهندسون محطة الضخ في {place} فصارت المياه تصل إلى {number} منزل يومين في الأسبوع.",
    "أعلنت الوزارة أن {number} شخصا عادوا إلى {place} منذ التوقيع على المذكرة.",
    "نفى متحدث أن تكون القوات قد تحركت نحو {other}، ووصف الأنباء الواردة من {place} بأنها مختلقة.",
    "وفي {zone} انخفض سعر الخبز بنسبة {number} في المئة خلال أسبوعين، وفق التجار.",
    "يدون {person} يوميات الحصار في دفتر من {number} صفحة يبدأ بإغلاق الطريق إلى {place}.",
    "تعثرت المفاوضات بشأن الإفراج عن {number} أسيرا عند الجسر بين {place} و{other}.",
    "يعمل فرن {place} على الحطب لأن الوقود الموعود ما زال عالقا عند معبر {other}.",
    "أما إن كانت {place} تقع ضمن {zones} فأمر تركه النص الذي وقعه الوفدان بالأحرف الأولى مفتوحا.",
    "سقطت قذيفة هاون على سوق {place} يوم الجمعة وأصيب {number} أشخاص، حسب المشفى.",
    "وصلت الحافلات ظهرا ونقلت {number} شخصا من {place} إلى {other}، بينهم كثيرون هجروا من قبل.",
    "رفع المتطوعون أنقاض المدرسة القديمة في {place} بأيديهم حجرا حجرا طوال {number} أيام.",
    "منذ بدء الهدنة، كما يقول {person}، تعلم أطفال {place} أن يناموا الليل كله من جديد.",
    "رفض وفد {zone} التوقيع قبل أن يُفتح الطريق إلى {place} أمام الشاحنات.",
    "عادت الكهرباء إلى {place} مدة {number} ساعات فخرج نصف البلدة لشحن الهواتف.",
    "وانتقلت السيطرة على قريتين شمال {place} ليلا، بحسب {person}، من دون إطلاق رصاصة واحدة.",
    "وصل المراقبون إلى {other} وعاينوا {number} حفرة ثم عادوا قبل بلوغ {place}.",
    "هذا ثالث اتفاق تشهده {zone}، أما الأولان فيذكرهما الناس بأسماء من خرقوهما.",
];

/// What is said of all zones together, and of one.
const ZONES: [[&str; 4]; 2] = [
    ["the de-escalation zones", "the four areas", "the de-escalation agreement", "the truce areas"],
    ["مناطق خفض التصعيد", "المناطق الأربع", "اتفاق خفض التصعيد", "مناطق الهدنة"],
];
const ZONE: [[&str; 4]; 2] = [
    ["Idlib", "northern Homs", "Eastern Ghouta", "the south-west"],
    ["إدلب", "ريف حمص الشمالي", "الغوطة الشرقية", "جنوب غرب سوريا"],
];
/// Parts of invented names.
const SYLLABLES: [[&str; 16]; 2] = [
    ["Ra", "mi", "Sa", "li", "Ha", "da", "Na", "ji", "Ba", "sem", "Ka", "ren", "Zu", "heir", "Ta", "lal"],
    ["را", "مي", "سا", "لي", "ها", "دا", "نا", "جي", "با", "سم", "كا", "رن", "زو", "هر", "طا", "لل"],
];

/// The gazetteer, for names of places.
const PLACES: &str = include_str!("../../../data/places.csv");

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let (Some(dir), count) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: archive DIR [COUNT]");
        return ExitCode::from(2);
    };
    let count = count.and_then(|count| count.parse().ok()).unwrap_or(100_000);
    match write_all(Path::new(&dir), count) {
        Ok(bytes) => {
            println!("{count} articles, {bytes} bytes of text, in {dir}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{dir}: {error}");
            ExitCode::FAILURE
        }
    }
}

fn write_all(dir: &Path, count: usize) -> io::Result<usize> {
    fs::create_dir_all(dir)?;
    let places = places();
    let mut bytes = 0;
    for number in 0..count {
        let mut dice = Dice(number as u64);
        let text = article(number % 2, &places, &mut dice);
        bytes += text.len();
        fs::write(dir.join(format!("made-up-{number:06}.txt")), text)?;
        let (year, month, day) = (2016 + dice.below(4), 1 + dice.below(12), 1 + dice.below(28));
        let publisher = dice.below(40);
        let sidecar = format!(
            "publisher = \"Made-up paper {publisher}\"\npublished = \"{year}-{month:02}-{day:02}\"\n"
        );
        fs::write(dir.join(format!("made-up-{number:06}.toml")), sidecar)?;
    }
    Ok(bytes)
}

/// The names of all places, English and Arabic; rows with quotes are left out.
fn places() -> [Vec<&'static str>; 2] {
    let rows = || PLACES.lines().skip(1).filter(|row| !row.contains('"'));
    [2, 3].map(|column| {
        let names = rows().filter_map(|row| row.split(',').nth(column));
        names.filter(|name| !name.is_empty()).collect()
    })
}

/// A title and paragraphs of one to three sentences, 1 to 3 kB together.
fn article(language: usize, places: &[Vec<&'static str>; 2], dice: &mut Dice) -> String {
    let sentences = [&ENGLISH, &ARABIC][language];
    let length = 1000 + dice.below(1800);
    let sentence = |dice: &mut Dice| fill(sentences[dice.below(32)], language, places, dice);
    let mut text = sentence(dice);
    text.truncate(text.trim_end_matches('.').len());
    while text.len() < length {
        text.push_str("\n\n");
        for nth in 0..=dice.below(3) {
            text.push_str(if nth == 0 { "" } else { " " });
            text.push_str(&sentence(dice));
        }
    }
    text.push('\n');
    text
}

/// The sentence with its gaps filled.
fn fill(sentence: &str, language: usize, places: &[Vec<&'static str>; 2], dice: &mut Dice) -> String {
    let mut filled = String::new();
    let mut rest = sentence;
    while let Some((before, (gap, after))) = rest
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        filled.push_str(before);
        match gap {
            "number" => {
                let _ = write!(filled, "{}", 2 + dice.below(900));
            }
            "person" => {
                // Names of two to four syllables: a big archive has many words that are rare.
                for name in 0..2 {
                    filled.push_str(if name == 1 { " " } else { "" });
                    for _ in 0..2 + dice.below(3) {
                        filled.push_str(SYLLABLES[language][dice.below(16)]);
                    }
                }
            }
            "zones" => filled.push_str(ZONES[language][dice.below(4)]),
            "zone" => filled.push_str(ZONE[language][dice.below(4)]),
            _ => filled.push_str(places[language][dice.below(places[language].len())]),
        }
        rest = after;
    }
    filled + rest
}

/// A small generator of numbers that look random (SplitMix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) % end as u64) as usize
    }
}
