import { languageOf } from '../../../application/notifications/notification-texts';
import { LANGUAGES, type Language } from '../../../application/ports/accounts';
import type { EtaReason } from '../../../domain/eta/phase-eta';
import type { CallOff, SearchState, TrackingStep } from '../../../domain/tracking/tracking-messages';

/** What customers read who follow an order. */
export interface TrackingTexts {
  readonly steps: Readonly<Record<TrackingStep, string>>;
  readonly search: Readonly<Record<SearchState, string>>;
  readonly eta: Readonly<Record<EtaReason, string>>;
  readonly calledOff: Readonly<Record<CallOff, string>>;
  /** @param name of the courier; null when it is not known any more */
  readonly assigned: (name: string | null) => string;
  readonly unassigned: string;
  readonly delivered: string;
}

const en: TrackingTexts = {
  steps: {
    placed: 'We have your order',
    confirmed: 'Your order was sent to the restaurant',
    accepted: 'The restaurant has accepted your order',
    preparing: 'Your order is being prepared',
    ready: 'Your food is ready',
    'courier-at-restaurant': 'Your delivery partner is at the restaurant',
    'picked-up': 'Your delivery partner has your food',
    'out-for-delivery': 'Your order is on its way',
    'courier-at-door': 'Your delivery partner is at your door',
    restored: 'Your order goes on',
  },
  search: {
    searching: 'We are looking for a delivery partner',
    delayed: 'Finding a delivery partner takes longer than usual',
    choice: 'No delivery partner is free yet. You may cancel without a fee, or wait',
    waiting: 'Thank you for waiting. We go on looking for a delivery partner',
  },
  eta: {
    'kitchen-accepted': 'The kitchen has told us how long it needs',
    'kitchen-delayed': 'The kitchen needs more time',
    'kitchen-ready': 'The kitchen has finished',
    'courier-assigned': 'A delivery partner was found',
    'courier-lost': 'Another delivery partner has to be found',
    searching: 'No delivery partner was found yet',
    'handed-over': 'Your food has left the restaurant',
    'courier-moved': 'The way takes another time than expected',
    'courier-arrived': 'Your delivery partner has arrived',
  },
  calledOff: {
    cancelled: 'Your order was cancelled',
    rejected: 'The restaurant cannot take your order',
    expired: 'Your order lapsed because it was not confirmed in time',
    undeliverable: 'Your order could not be delivered',
  },
  assigned: (name) =>
    name === null ? 'Your delivery partner was assigned' : `${name} will bring your order`,
  unassigned: 'Another delivery partner will bring your order',
  delivered: 'Your order was delivered. Enjoy your meal',
};

const hi: TrackingTexts = {
  steps: {
    placed: 'हमें आपका ऑर्डर मिल गया है',
    confirmed: 'आपका ऑर्डर रेस्टोरेंट को भेज दिया गया है',
    accepted: 'रेस्टोरेंट ने आपका ऑर्डर स्वीकार कर लिया है',
    preparing: 'आपका ऑर्डर तैयार किया जा रहा है',
    ready: 'आपका खाना तैयार है',
    'courier-at-restaurant': 'आपका डिलीवरी पार्टनर रेस्टोरेंट पर है',
    'picked-up': 'आपका खाना डिलीवरी पार्टनर के पास है',
    'out-for-delivery': 'आपका ऑर्डर रास्ते में है',
    'courier-at-door': 'आपका डिलीवरी पार्टनर आपके दरवाज़े पर है',
    restored: 'आपका ऑर्डर फिर से जारी है',
  },
  search: {
    searching: 'हम डिलीवरी पार्टनर ढूँढ रहे हैं',
    delayed: 'डिलीवरी पार्टनर मिलने में सामान्य से अधिक समय लग रहा है',
    choice: 'अभी कोई डिलीवरी पार्टनर खाली नहीं है। आप बिना शुल्क रद्द कर सकते हैं या इंतज़ार कर सकते हैं',
    waiting: 'इंतज़ार करने के लिए धन्यवाद। हम डिलीवरी पार्टनर ढूँढते रहेंगे',
  },
  eta: {
    'kitchen-accepted': 'रसोई ने बताया है कि उसे कितना समय लगेगा',
    'kitchen-delayed': 'रसोई को और समय चाहिए',
    'kitchen-ready': 'रसोई का काम पूरा हो गया है',
    'courier-assigned': 'डिलीवरी पार्टनर मिल गया है',
    'courier-lost': 'दूसरा डिलीवरी पार्टनर ढूँढना होगा',
    searching: 'अभी कोई डिलीवरी पार्टनर नहीं मिला है',
    'handed-over': 'आपका खाना रेस्टोरेंट से निकल चुका है',
    'courier-moved': 'रास्ते में अनुमान से अलग समय लग रहा है',
    'courier-arrived': 'आपका डिलीवरी पार्टनर पहुँच गया है',
  },
  calledOff: {
    cancelled: 'आपका ऑर्डर रद्द कर दिया गया',
    rejected: 'रेस्टोरेंट आपका ऑर्डर नहीं ले सकता',
    expired: 'समय पर पुष्टि न होने से आपका ऑर्डर समाप्त हो गया',
    undeliverable: 'आपका ऑर्डर पहुँचाया नहीं जा सका',
  },
  assigned: (name) => (name === null ? 'डिलीवरी पार्टनर तय हो गया है' : `आपका ऑर्डर ${name} लाएँगे`),
  unassigned: 'आपका ऑर्डर कोई दूसरा डिलीवरी पार्टनर लाएगा',
  delivered: 'आपका ऑर्डर पहुँच गया। भोजन का आनंद लें',
};

const ta: TrackingTexts = {
  steps: {
    placed: 'உங்கள் ஆர்டர் எங்களுக்குக் கிடைத்தது',
    confirmed: 'உங்கள் ஆர்டர் உணவகத்திற்கு அனுப்பப்பட்டது',
    accepted: 'உணவகம் உங்கள் ஆர்டரை ஏற்றுக்கொண்டது',
    preparing: 'உங்கள் உணவு தயாராகிறது',
    ready: 'உங்கள் உணவு தயாராக உள்ளது',
    'courier-at-restaurant': 'உங்கள் டெலிவரி பார்ட்னர் உணவகத்தில் இருக்கிறார்',
    'picked-up': 'உங்கள் உணவு டெலிவரி பார்ட்னரிடம் உள்ளது',
    'out-for-delivery': 'உங்கள் ஆர்டர் வந்துகொண்டிருக்கிறது',
    'courier-at-door': 'உங்கள் டெலிவரி பார்ட்னர் உங்கள் வாசலில் இருக்கிறார்',
    restored: 'உங்கள் ஆர்டர் தொடர்கிறது',
  },
  search: {
    searching: 'டெலிவரி பார்ட்னரைத் தேடுகிறோம்',
    delayed: 'டெலிவரி பார்ட்னர் கிடைக்க வழக்கத்தைவிட அதிக நேரம் ஆகிறது',
    choice: 'இன்னும் டெலிவரி பார்ட்னர் கிடைக்கவில்லை. கட்டணமின்றி ரத்து செய்யலாம், அல்லது காத்திருக்கலாம்',
    waiting: 'காத்திருப்பதற்கு நன்றி. டெலிவரி பார்ட்னரைத் தொடர்ந்து தேடுகிறோம்',
  },
  eta: {
    'kitchen-accepted': 'சமையலறை தேவையான நேரத்தைத் தெரிவித்தது',
    'kitchen-delayed': 'சமையலறைக்கு இன்னும் நேரம் தேவை',
    'kitchen-ready': 'சமையல் முடிந்தது',
    'courier-assigned': 'டெலிவரி பார்ட்னர் கிடைத்தார்',
    'courier-lost': 'வேறு டெலிவரி பார்ட்னரைத் தேட வேண்டும்',
    searching: 'இன்னும் டெலிவரி பார்ட்னர் கிடைக்கவில்லை',
    'handed-over': 'உங்கள் உணவு உணவகத்திலிருந்து புறப்பட்டது',
    'courier-moved': 'பயண நேரம் எதிர்பார்த்ததிலிருந்து மாறியுள்ளது',
    'courier-arrived': 'உங்கள் டெலிவரி பார்ட்னர் வந்துவிட்டார்',
  },
  calledOff: {
    cancelled: 'உங்கள் ஆர்டர் ரத்து செய்யப்பட்டது',
    rejected: 'உணவகத்தால் உங்கள் ஆர்டரை ஏற்க முடியவில்லை',
    expired: 'உரிய நேரத்தில் உறுதி செய்யப்படாததால் உங்கள் ஆர்டர் காலாவதியானது',
    undeliverable: 'உங்கள் ஆர்டரை வழங்க முடியவில்லை',
  },
  assigned: (name) => (name === null ? 'டெலிவரி பார்ட்னர் நியமிக்கப்பட்டார்' : `உங்கள் ஆர்டரை ${name} கொண்டு வருவார்`),
  unassigned: 'வேறு டெலிவரி பார்ட்னர் உங்கள் ஆர்டரைக் கொண்டு வருவார்',
  delivered: 'உங்கள் ஆர்டர் வழங்கப்பட்டது. உணவை ரசியுங்கள்',
};

export const TRACKING_TEXTS: Readonly<Record<Language, TrackingTexts>> = { en, hi, ta };

/** The language that a client names, or the one that its Accept-Language header asks for. */
export const clientLanguage = (named: string | undefined, acceptLanguage: string | undefined): Language =>
  LANGUAGES.find((language) => language === named?.toLowerCase()) ?? languageOf(acceptLanguage);
