import { never } from '../../domain/kernel/decider';
import type { NoticeKind } from '../../domain/notices/notice';
import { LANGUAGES, type Language } from '../ports/accounts';

/** What a notification says. `{restaurant}` and `{time}` stand for what it is about. */
interface Wording {
  readonly title: string;
  readonly body: string;
}

type Words = Readonly<Record<NoticeKind, Wording>>;

const words = (title: string, body: string): Wording => ({ title, body });

const ENGLISH: Words = {
  'order-confirmed': words('Order confirmed', 'We have sent your order to {restaurant}.'),
  'payment-failed': words(
    'Payment failed',
    'You were not charged for {restaurant}. Try another way to pay before the order lapses.',
  ),
  'order-expired': words(
    'Order lapsed',
    'Your order at {restaurant} was not paid in time. If money still arrives, it goes back to you.',
  ),
  'order-accepted': words(
    'Being cooked',
    '{restaurant} has accepted your order. It should be ready at {time}.',
  ),
  'order-rejected': words(
    'Order not accepted',
    '{restaurant} cannot cook your order. What you paid goes back to you in full.',
  ),
  'order-cancelled': words('Order cancelled', 'The order at {restaurant} was cancelled.'),
  'order-delayed': words('A little later', '{restaurant} needs more time: it should be ready at {time}.'),
  'courier-assigned': words('Courier found', 'A courier will bring your order from {restaurant}.'),
  'courier-choice': words(
    'Still no courier',
    'We have found nobody yet to bring your order from {restaurant}. You can cancel for free, or wait until {time}.',
  ),
  'on-the-way': words('On the way', 'Your order from {restaurant} has been picked up. Follow it on the map.'),
  'at-the-door': words('At your door', 'The courier is there. Tell them the four digits of your order.'),
  'order-delivered': words('Enjoy your meal', 'How was {restaurant}? Your rating helps others.'),
  'order-undeliverable': words('Not delivered', 'Your order from {restaurant} could not be handed over.'),
  'refund-settled': words('Money returned', 'The refund for {restaurant} has been made.'),
  'new-order': words('New order', 'An order is waiting for {restaurant}. Accept or reject it.'),
  'order-unanswered': words('An order is waiting', 'Please answer the order at {restaurant} now.'),
  'food-overdue': words(
    'Food overdue',
    'An order at {restaurant} should have been ready. Mark it ready or say how long.',
  ),
  'courier-at-the-counter': words(
    'Courier at the counter',
    'The courier is there for an order of {restaurant}.',
  ),
  offer: words('New delivery', 'Pick up at {restaurant}. Answer by {time}.'),
  'offer-withdrawn': words('Offer withdrawn', 'The delivery from {restaurant} is no longer open.'),
  'delivery-called-off': words(
    'Delivery cancelled',
    'The order from {restaurant} was cancelled. You are free.',
  ),
  'delivery-given': words('A delivery for you', 'You were chosen to bring an order from {restaurant}.'),
  'delivery-taken-away': words(
    'Delivery given to others',
    'You no longer bring the order from {restaurant}.',
  ),
  'position-missing': words('Where are you?', 'We do not receive your position. Please open the app.'),
  'restaurant-to-be-called': words(
    'Call the restaurant',
    '{restaurant} does not answer an order. Please call.',
  ),
  'no-courier-found': words(
    'No courier found',
    'Nobody takes the delivery from {restaurant}. Please assign somebody.',
  ),
  'courier-silent': words('Courier silent', 'The courier with the food from {restaurant} sends no position.'),
  'delivery-failed': words('Delivery failed', 'An order from {restaurant} could not be handed over.'),
};

const HINDI: Words = {
  'order-confirmed': words('ऑर्डर पक्का हुआ', 'आपका ऑर्डर {restaurant} को भेज दिया गया है।'),
  'payment-failed': words('भुगतान नहीं हुआ', '{restaurant} के लिए पैसे नहीं कटे। समय रहते दूसरे तरीके से भुगतान करें।'),
  'order-expired': words('ऑर्डर समाप्त हुआ', '{restaurant} का भुगतान समय पर नहीं हुआ। पैसे आए तो लौटा दिए जाएँगे।'),
  'order-accepted': words('खाना बन रहा है', '{restaurant} ने ऑर्डर स्वीकार किया। {time} तक तैयार होना चाहिए।'),
  'order-rejected': words('ऑर्डर स्वीकार नहीं हुआ', '{restaurant} यह ऑर्डर नहीं बना सकता। पूरी राशि लौटाई जाएगी।'),
  'order-cancelled': words('ऑर्डर रद्द हुआ', '{restaurant} का ऑर्डर रद्द कर दिया गया।'),
  'order-delayed': words('थोड़ी देर होगी', '{restaurant} को और समय चाहिए: {time} तक तैयार होना चाहिए।'),
  'courier-assigned': words('डिलीवरी पार्टनर मिल गया', '{restaurant} से आपका ऑर्डर पार्टनर लाएगा।'),
  'courier-choice': words(
    'अभी कोई पार्टनर नहीं',
    '{restaurant} से ऑर्डर लाने वाला नहीं मिला। मुफ़्त में रद्द करें या {time} तक रुकें।',
  ),
  'on-the-way': words('रास्ते में', '{restaurant} से आपका ऑर्डर निकल चुका है। नक्शे पर देखें।'),
  'at-the-door': words('दरवाज़े पर', 'पार्टनर पहुँच गया है। ऑर्डर के चार अंक बताएँ।'),
  'order-delivered': words('भोजन का आनंद लें', '{restaurant} कैसा लगा? रेटिंग दें।'),
  'order-undeliverable': words('डिलीवरी नहीं हुई', '{restaurant} का ऑर्डर सौंपा नहीं जा सका।'),
  'refund-settled': words('पैसे लौटाए गए', '{restaurant} की राशि लौटा दी गई है।'),
  'new-order': words('नया ऑर्डर', '{restaurant} के लिए ऑर्डर आया है। स्वीकार या अस्वीकार करें।'),
  'order-unanswered': words('ऑर्डर रुका है', '{restaurant} के ऑर्डर का उत्तर अभी दें।'),
  'food-overdue': words('खाने में देर', '{restaurant} का ऑर्डर अब तक तैयार होना था। स्थिति बताएँ।'),
  'courier-at-the-counter': words('पार्टनर पहुँचा', '{restaurant} का ऑर्डर लेने पार्टनर आया है।'),
  offer: words('नई डिलीवरी', '{restaurant} से लेना है। {time} तक उत्तर दें।'),
  'offer-withdrawn': words('डिलीवरी वापस ली गई', '{restaurant} की डिलीवरी अब खुली नहीं है।'),
  'delivery-called-off': words('डिलीवरी रद्द', '{restaurant} का ऑर्डर रद्द हुआ। आप खाली हैं।'),
  'delivery-given': words('आपके लिए डिलीवरी', '{restaurant} का ऑर्डर लाने के लिए आपको चुना गया है।'),
  'delivery-taken-away': words('डिलीवरी किसी और को', '{restaurant} का ऑर्डर अब आप नहीं लाएँगे।'),
  'position-missing': words('आप कहाँ हैं?', 'आपकी स्थिति नहीं मिल रही। कृपया ऐप खोलें।'),
  'restaurant-to-be-called': words('रेस्तराँ को फ़ोन करें', '{restaurant} उत्तर नहीं दे रहा। कृपया फ़ोन करें।'),
  'no-courier-found': words('पार्टनर नहीं मिला', '{restaurant} की डिलीवरी कोई नहीं ले रहा। किसी को नियुक्त करें।'),
  'courier-silent': words('पार्टनर से संपर्क नहीं', '{restaurant} का खाना लिए पार्टनर की स्थिति नहीं मिल रही।'),
  'delivery-failed': words('डिलीवरी विफल', '{restaurant} का एक ऑर्डर सौंपा नहीं जा सका।'),
};

const TAMIL: Words = {
  'order-confirmed': words('ஆர்டர் உறுதி', 'உங்கள் ஆர்டர் {restaurant} க்கு அனுப்பப்பட்டது.'),
  'payment-failed': words('பணம் செலுத்தப்படவில்லை', '{restaurant} க்கு பணம் எடுக்கப்படவில்லை. வேறு வழியில் செலுத்தவும்.'),
  'order-expired': words('ஆர்டர் காலாவதி', '{restaurant} க்கு நேரத்தில் பணம் வரவில்லை. வந்தால் திருப்பித் தரப்படும்.'),
  'order-accepted': words('சமையல் நடக்கிறது', '{restaurant} ஆர்டரை ஏற்றது. {time} க்குள் தயாராகும்.'),
  'order-rejected': words('ஆர்டர் ஏற்கப்படவில்லை', '{restaurant} இதைச் சமைக்க முடியாது. முழுப் பணமும் திரும்பும்.'),
  'order-cancelled': words('ஆர்டர் ரத்து', '{restaurant} ஆர்டர் ரத்து செய்யப்பட்டது.'),
  'order-delayed': words('சிறிது தாமதம்', '{restaurant} க்கு கூடுதல் நேரம் தேவை: {time} க்குள் தயாராகும்.'),
  'courier-assigned': words('டெலிவரி நபர் கிடைத்தார்', '{restaurant} இலிருந்து ஒருவர் கொண்டு வருவார்.'),
  'courier-choice': words(
    'இன்னும் யாரும் இல்லை',
    '{restaurant} ஆர்டரைக் கொண்டுவர யாரும் கிடைக்கவில்லை. இலவசமாக ரத்து செய்யலாம் அல்லது {time} வரை காத்திருக்கலாம்.',
  ),
  'on-the-way': words('வந்து கொண்டிருக்கிறது', '{restaurant} ஆர்டர் எடுக்கப்பட்டது. வரைபடத்தில் பாருங்கள்.'),
  'at-the-door': words('வாசலில்', 'டெலிவரி நபர் வந்துவிட்டார். நான்கு இலக்கங்களைச் சொல்லுங்கள்.'),
  'order-delivered': words('உணவை மகிழுங்கள்', '{restaurant} எப்படி இருந்தது? மதிப்பிடுங்கள்.'),
  'order-undeliverable': words('டெலிவரி ஆகவில்லை', '{restaurant} ஆர்டரை ஒப்படைக்க முடியவில்லை.'),
  'refund-settled': words('பணம் திரும்பியது', '{restaurant} தொகை திருப்பி அளிக்கப்பட்டது.'),
  'new-order': words('புதிய ஆர்டர்', '{restaurant} க்கு ஆர்டர் வந்துள்ளது. ஏற்கவும் அல்லது மறுக்கவும்.'),
  'order-unanswered': words('ஆர்டர் காத்திருக்கிறது', '{restaurant} ஆர்டருக்கு இப்போதே பதிலளிக்கவும்.'),
  'food-overdue': words('உணவு தாமதம்', '{restaurant} ஆர்டர் இதற்குள் தயாராகியிருக்க வேண்டும். நிலையைச் சொல்லவும்.'),
  'courier-at-the-counter': words('டெலிவரி நபர் வந்துள்ளார்', '{restaurant} ஆர்டரை எடுக்க வந்துள்ளார்.'),
  offer: words('புதிய டெலிவரி', '{restaurant} இல் எடுக்கவும். {time} க்குள் பதிலளிக்கவும்.'),
  'offer-withdrawn': words('டெலிவரி திரும்பப் பெறப்பட்டது', '{restaurant} டெலிவரி இனி இல்லை.'),
  'delivery-called-off': words('டெலிவரி ரத்து', '{restaurant} ஆர்டர் ரத்து. நீங்கள் விடுபட்டீர்கள்.'),
  'delivery-given': words('உங்களுக்கு ஒரு டெலிவரி', '{restaurant} ஆர்டரைக் கொண்டுவர நீங்கள் தேர்வு செய்யப்பட்டீர்கள்.'),
  'delivery-taken-away': words('டெலிவரி வேறொருவருக்கு', '{restaurant} ஆர்டரை இனி நீங்கள் கொண்டுவரத் தேவையில்லை.'),
  'position-missing': words('எங்கே இருக்கிறீர்கள்?', 'உங்கள் இடம் தெரியவில்லை. செயலியைத் திறக்கவும்.'),
  'restaurant-to-be-called': words('உணவகத்தை அழைக்கவும்', '{restaurant} பதிலளிக்கவில்லை. அழைக்கவும்.'),
  'no-courier-found': words('யாரும் கிடைக்கவில்லை', '{restaurant} டெலிவரியை யாரும் ஏற்கவில்லை. ஒருவரை நியமிக்கவும்.'),
  'courier-silent': words('தொடர்பு இல்லை', '{restaurant} உணவுடன் உள்ளவரின் இடம் தெரியவில்லை.'),
  'delivery-failed': words('டெலிவரி தோல்வி', '{restaurant} ஆர்டரை ஒப்படைக்க முடியவில்லை.'),
};

function wordsIn(language: Language): Words {
  switch (language) {
    case 'en':
      return ENGLISH;
    case 'hi':
      return HINDI;
    case 'ta':
      return TAMIL;
    default:
      return never(language);
  }
}

/** What a text is about. */
export interface TextSubject {
  readonly kind: NoticeKind;
  readonly restaurantName: string;
  readonly moment: string | null;
  /** In which the moment is named (IANA). */
  readonly timeZone: string;
}

/** The words of a notification. */
export function textOf({ kind, restaurantName, moment, timeZone }: TextSubject, language: Language): Wording {
  const { title, body } = wordsIn(language)[kind];
  const time =
    moment === null
      ? ''
      : new Intl.DateTimeFormat(`${language}-IN`, { timeStyle: 'short', timeZone }).format(new Date(moment));
  const values: Readonly<Record<string, string>> = { '{restaurant}': restaurantName, '{time}': time };
  return { title, body: body.replace(/\{\w+\}/g, (placeholder) => values[placeholder] ?? placeholder) };
}

/** The first language of an `Accept-Language` header that there are texts in; English when there is none. */
export function languageOf(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().toLowerCase().split(';');
      const quality = parameters
        .map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1])
        .find((q) => q !== undefined);
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { language } of wanted) {
    const known = LANGUAGES.find((one) => one === language);
    if (known !== undefined) return known;
  }
  return 'en';
}
