/**
 * The restaurants beside the ones that were written by hand. A line each:
 * name | latin name for its email | kitchen | district | hours | price level | traits || what it says of itself ||
 * its own dish, as in a kitchen's table. Traits: `veg`, `clock` (reaches far), a weekday it is closed on, or
 * `paused: why`.
 */
export const NEIGHBOURHOOD_TABLE = `
ಊಟದ ಮನೆ | ootada-mane | karnataka | Jayanagar | split | 0.95 | veg || ಮನೆಯ ರುಚಿ, ಬಾಳೆ ಎಲೆಯ ಮೇಲೆ. Home cooking of the old Mysuru country || + Mavinakayi Chitranna | 110 | Raw mango rice with peanuts
ಮೈಸೂರು ಕೆಫೆ Mysuru Café | mysuru-cafe | karnataka | Chamarajpet | tiffin | 0.9 | veg || Benne dosas since the tram ran past the door || + Mallige Set Dosa | 100 | Soft as jasmine, three of them
Gowdra Mane Oota | gowdra-mane | karnataka | Rajajinagar | split | 1.05 | mon || Military hotel: mudde, saaru and nobody in a hurry || - Kaalu Soup | 140 | Trotters, pepper, patience
ಕರಾವಳಿ Karavali Coast | karavali | karnataka | Domlur | late | 1.2 | - || Kundapura and Mangaluru, two hours after the boats || - Prawn Ghee Roast | 420 | Byadagi chilli and much ghee
Donne Biryani Adda | donne-adda | karnataka | Vijayanagar | day | 0.95 | - || Short-grained, green, in cups of areca leaf || - Donne Chicken Biryani | 230 | In its leaf cup, with raita
அன்னலட்சுமி மெஸ் | annalakshmi-mess | tamil | Ulsoor | split | 0.95 | veg || வாழை இலையில் விருந்து. A leaf, a ladle and no hurry || + Vathal Kuzhambu Meal | 190 | Sun-dried berries in tamarind
Karaikudi Kitchen | karaikudi-kitchen | tamil | Indiranagar | day | 1.1 | - || Twenty-two spices, ground on stone each morning || - Uppu Kari | 330 | Mutton, garlic, six chillies, salt
மதுரை Night Parotta | madurai-night | tamil | Shivajinagar | night | 0.9 | - || The griddle rings until four || - Chilli Parotta Chicken | 190 | Torn, tossed, red
Murugan Idli House | murugan-idli-house | tamil | Gandhinagar | clock | 0.9 | veg clock || Four chutneys at any hour || + Milagai Podi Dosa | 105 | Gunpowder all over
തറവാട് Tharavadu | tharavadu | kerala | Koramangala | split | 1.15 | - || അമ്മയുടെ അടുക്കള. Toddy-shop cooking, without the toddy || - Duck Mappas | 420 | Kuttanad duck in coconut milk
Malabar Dum House | malabar-dum | kerala | Madiwala | late | 1 | - || Kozhikode beach, by way of Hosur Road || - Pathiri with Chicken Curry | 240 | Rice bread, thin as paper
Suhra's Kappa Café | suhras-kappa | kerala | Ejipura | day | 0.9 | tue || Tapioca, fish and the cricket on the radio || - Kappa Biryani | 220 | Tapioca and beef, no rice at all
తెలుగు రుచులు | telugu-ruchulu | andhra | CV Raman Nagar | split | 1 | - || అన్నం, పప్పు, నెయ్యి. Unlimited where it matters || - Rayalaseema Ragi Sangati | 250 | Millet ball, country chicken
Guntur Gongura | guntur-gongura | andhra | Marathahalli | day | 1.05 | - || We ask three times whether you are sure || - Gongura Chicken Biryani | 300 | Sour, hot, layered
Nellore Vaari Vindu | nellore-vindu | andhra | HSR Layout | late | 1.15 | - || The river, the sea and a lot of tamarind || - Bommidala Pulusu | 340 | River eel in tamarind
دسترخوان Dastarkhwan | dastarkhwan | hyderabadi | Frazer Town | late | 1.15 | - || کھانا نہیں، دعوت۔ Haleem the whole year || - Sufiyani Biryani | 360 | White, without chilli, older than the red
Chota Charminar | chota-charminar | hyderabadi | Tavarekere | day | 0.95 | - || Dum opened at noon and at seven || - Zafrani Chicken Biryani | 310 | Saffron on half the rice
شیخ کا دیگ Sheikh's Deg | sheikhs-deg | hyderabadi | Kalasipalya | clock | 0.9 | clock || The pot has not been empty since 1987 || - Bheja Fry | 210 | Brain, pepper, fenugreek
शर्मा जी का ढाबा | sharma-ji | punjabi | Yeshwanthpur | clock | 0.95 | veg clock || Trucks park outside, and they know || + Sharma Ji's Special Paratha Thali | 190 | Three parathas, curd, white butter
ਪਿੰਡ ਦਾ ਸਵਾਦ Pind Da Swaad | pind-da-swaad | punjabi | Kalyan Nagar | day | 1.1 | - || ਮੱਕੀ ਦੀ ਰੋਟੀ, ਸਰ੍ਹੋਂ ਦਾ ਸਾਗ। The village, with air conditioning || - Bhatti Murgh | 350 | From the open pit
Lassi te Tandoor | lassi-te-tandoor | punjabi | Marathahalli | late | 1 | - || Tall glasses, long skewers || - Tawa Chicken Masala | 320 | Flat, fast, ginger
The Rajma Project | rajma-project | punjabi | Bellandur | day | 1.05 | veg || Seven valleys' beans, one menu || + Jammu Rajma Bowl | 210 | Small, red, with ghee rice
नवाबी रसोई Nawabi Rasoi | nawabi-rasoi | mughlai | Vasanth Nagar | split | 1.25 | - || लखनऊ की नज़ाकत. Awadh, slowly || - Shami Kebab | 280 | Lentils and lamb, six
Begum's Handi | begums-handi | mughlai | Cox Town | late | 1.15 | wed || Recipes that came as a dowry || - Begum's Mutton Stew | 390 | Whole spices, nothing ground
Karim & Sons Old City | karim-sons | mughlai | Chickpet | night | 0.95 | - || Jama Masjid lane 4, and now here || - Chicken Jahangiri | 310 | Tomato, egg, ginger
રોટલો Rotlo | rotlo | gujarati | Seshadripuram | split | 1 | veg || કાઠિયાવાડી સ્વાદ. Thalis that are never finished || + Rotlo Platter | 240 | Millet bread, five chutneys, white butter
Marwari Basa | marwari-basa | gujarati | Basavanagudi | split | 0.95 | veg || Upstairs, cross-legged or at a table || + Papad Ki Sabzi | 160 | Yoghurt gravy, crisp until you wait
Kutch Express | kutch-express | gujarati | Basaveshwaranagar | day | 0.85 | veg sun || Dabeli at the speed of a train || + Double Dabeli | 110 | Two, with masala peanuts
দাদার রান্নাঘর | dadar-rannaghor | bengali | Jeevanbhima Nagar | split | 1.1 | - || মাছে ভাতে বাঙালি। Fish from Howrah twice a week || - Ilish Paturi | 490 | Hilsa, mustard, banana leaf
Bhooter Biryani | bhooter-biryani | bengali | Munnekollal | night | 1 | - || A ghost cooks it; the potato is real || - Extra-potato Mutton Biryani | 360 | Two potatoes
Mishti Katha মিষ্টি কথা | mishti-katha | bengali | Ejipura | cafe | 1 | veg || Sweets first, then luchi || + Baked Rosogolla | 120 | Caramel on top
Gully Number Nine | gully-nine | street | Malleswaram | evening | 0.9 | veg || Eight chaats and an argument || + Gully Special Puri | 110 | Everything, once
मुंबई Local | mumbai-local | street | Koramangala | late | 0.95 | - || चर्चगेट से विरार. Second class food, first class company || - Keema Ghotala | 210 | Mince, egg, two pavs
Kolkata Roll Company | kolkata-roll | street | Tavarekere | night | 0.95 | - || Park Street in foil || - Double Mutton Roll | 260 | Lime, onion, no ketchup
Irani Chai Adda | irani-chai | street | Wilson Garden | clock | 0.85 | clock || Bun maska, cutting, conversation || - Kheema Pattice | 120 | Mince in potato, as in Pune
Tangra Lane | tangra-lane | chinese | Indiranagar | day | 1.1 | - || Kolkata's Chinatown, third generation || - Tangra Chilli Pork | 340 | Dry, dark, garlic
四川小馆 Little Sichuan | little-sichuan | chinese | Mahadevapura | split | 1.25 | mon || 麻辣鲜香. The pepper is real || - Chongqing Chilli Chicken | 370 | Find the chicken
Wok This Way | wok-this-way | chinese | JP Nagar | late | 0.95 | - || Sauces from here, wok from there || + Schezwan Paneer Dosa | 190 | Yes
Trattoria Niccolò | trattoria-niccolo | italian | Ashok Nagar | split | 1.3 | tue || Sunday lunch, every day but Tuesday || - Osso Buco of Lamb | 520 | Saffron risotto
Forno a Legna | forno-a-legna | italian | Sadashivanagar | evening | 1.2 | - || Seventy-two hours of dough, ninety seconds of fire || + Tartufo Pizza | 490 | Truffle, mushroom, egg-free
Smash Brothers Burgers | smash-brothers | burgers | HSR Layout | night | 1 | - || Thin, crisp, doubled || - Brothers' Triple Burger | 420 | Three, and a nap
Señor Burrito | senor-burrito | mexican | Koramangala | day | 1.1 | - || Tortillas pressed on the hour || - Mole Chicken Burrito | 350 | Twenty ingredients, one chocolate
La Cocina de Ximena | la-cocina-de-ximena | mexican | Langford Town | evening | 1.25 | mon || Oaxaca, by Langford Road || - Cochinita Tacos | 340 | Pickled onion
寿司 Sora | sora | asian | Richmond Town | split | 1.35 | - || 空. Rice first, then the fish || - Sora Omakase Sushi | 720 | Nine pieces, chosen
Phố Cổ Kitchen | pho-co | asian | Bellandur | day | 1.1 | - || Hà Nội's old quarter, in a bowl || - Bún Chả Bowl | 360 | Grilled pork, rice noodles
سفرة Sufra Beirut | sufra-beirut | levantine | Kaval Byrasandra | late | 1.1 | - || أهلاً وسهلاً. Mezze, charcoal, bread || - Sayadieh Fish Rice | 390 | Caramelised onion, tahini
Shawarma Junction | shawarma-junction | levantine | RT Nagar | night | 0.85 | - || The spit stops when you do || - Junction Plate Shawarma | 230 | No bread, double toum
རྒྱ་མོག Momo Gyamo | momo-gyamo | hills | Banaswadi | day | 0.95 | - || From Bylakuppe with steam || - Jhol Momos | 190 | In sesame broth
Seven Sisters Kitchen | seven-sisters | hills | Horamavu | split | 1.05 | thu || Axone, bamboo, raja chilli; ask about the heat || - Axone Pork | 360 | Fermented soya, slow
Café Zoë & Filz | zoe-filz | cafe | Jayamahal | cafe | 1.2 | - || Croissants at eight, gone by ten || + Zoë's Tomato Tart | 260 | Goat cheese, thyme
Third Rain Coffee | third-rain | cafe | JP Nagar | clock | 1.05 | clock || Estates by name, at any hour || + Monsooned Malabar Cold Brew | 190 | A day in the dark
Iyengar Bakery & Sons | iyengar-bakery | bakery | Basavanagudi | cafe | 0.85 | veg || Congress buns since 1962 || + Honey Cake | 60 | Jam and coconut on top
केक वाली Cakewali | cakewali | bakery | Banashankari | late | 1.1 | paused: the oven is being rebuilt || Midnight cake for forgotten birthdays || + Forgotten Birthday Cake | 390 | Half a kilo, one candle
Haalu & Honey | haalu-honey | bowls | Padmanabhanagar | cafe | 1.1 | veg || Millets, greens and a conscience || + Siridhanya Bowl | 270 | Five millets
`;
