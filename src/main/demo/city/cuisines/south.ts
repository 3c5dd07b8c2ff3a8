/** What kitchens of the south cook, in the form that `parseCuisine` reads; prices in rupees. */
export const KARNATAKA = `
# Tiffin
+ Thatte Idli | 70 | One plate-sized idli, soft as cotton, with white butter
+ Benne Dosa | 110 | Davanagere butter dosa with potato palya
+ Mysore Masala Dosa | 120 | Red chutney inside, potato palya in the fold
+ Neer Dosa | 95 | Three lacy crêpes of rice and coconut
+ Chow Chow Bath | 105 | Khara bath and kesari bath on one plate
+ Akki Roti | 90 | Rice-flour flatbread with dill, onion and green chilli
+ Goli Baje | 85 | Mangaluru buns of batter, crisp outside, with coconut chutney
+ Maddur Vada | 65 | Onion and semolina, flat and crisp
# Meals
+ Ragi Mudde Oota | 150 | Finger-millet ball with bassaru and greens
+ Jolada Rotti Oota | 165 | Sorghum rotti with ennegai and peanut chutney powder
+ Bisi Bele Bath | 120 | Rice and lentils with vegetables, ghee and boondi
+ Vangi Bath | 115 | Aubergine rice with roasted spice powder
- Koli Saaru with Mudde | 240 | Country chicken in a thin, fierce gravy
- Mutton Pulav | 310 | Donne pulav, green with mint, in a cup of leaves
# Curries
+ Avarekalu Saaru | 160 | Field beans with dill in a peppery gravy
- Mandya Mutton Fry | 340 | Dry-fried with curry leaves and coconut slivers
- Kundapura Koli Curry | 270 | Chicken with roasted coconut and byadagi chilli
- Kane Rava Fry | 380 | Ladyfish in semolina, from the coast
# Sweets and coffee
+ Dharwad Peda | 90 | Four pieces, browned slowly
+ Mysore Pak | 80 | Two pieces, soft with ghee
+ Filter Coffee | 40 | Decoction and hot milk, in a flask
+ Bellada Coffee | 45 | Black coffee with jaggery
`;

export const TAMIL = `
# Tiffin
+ Ghee Podi Idli | 95 | Fourteen small idlis tossed in gunpowder and ghee
+ Kal Dosa | 90 | Two soft dosas with vada curry
+ Ven Pongal | 95 | Rice and moong with pepper, cashew and ghee
+ Rava Onion Dosa | 115 | Semolina lace with onion and pepper
+ Sambar Vada | 75 | Two vadas drowned in sambar
+ Idiyappam | 85 | String hoppers with coconut milk
# From Chettinad
- Chicken Chettinad | 280 | Stone-ground pepper, star anise and kalpasi
- Mutton Sukka | 350 | Dry roast with shallots and fennel
- Nattu Kozhi Kuzhambu | 290 | Country chicken in sesame oil
- Pepper Crab Masala | 420 | Two crabs, cracked, in black pepper
- Vanjaram Fry | 390 | Seer fish, shallow-fried with lime
+ Kathirikkai Puli Kuzhambu | 170 | Aubergine in tamarind
+ Vazhaipoo Vadai | 120 | Banana-flower fritters
# Rice and parottas
+ Banana Leaf Meal | 220 | Rice, kootu, poriyal, sambar, rasam, curd and payasam
- Dindigul Mutton Biryani | 340 | Seeraga samba rice, short of grain and long of flavour
- Kothu Parotta Chicken | 210 | Parotta chopped on the griddle with egg and salna
+ Veechu Parotta | 70 | Two, thrown thin, with vegetable salna
+ Curd Rice | 95 | With pomegranate and more milagai
# Sweets and coffee
+ Elaneer Payasam | 120 | Tender coconut in chilled coconut milk
+ Kumbakonam Degree Coffee | 50 | Brass davara, chicory, foam
+ Jigarthanda | 110 | Madurai milk with almond gum and nannari
`;

export const KERALA = `
# Appams and breads
+ Palappam | 60 | Two lace-edged appams
+ Malabar Parotta | 50 | Two, flaky
+ Puttu and Kadala | 120 | Steamed rice and coconut with black chickpeas
+ Idiyappam with Stew | 140 | String hoppers, vegetables in coconut milk
- Egg Roast with Appam | 150 | Two eggs in onion and tomato
# From the coast
- Karimeen Pollichathu | 450 | Pearl spot roasted in banana leaf
- Meen Moilee | 340 | Fish in coconut milk with turmeric
- Alleppey Fish Curry | 320 | Green mango and shallots
- Chemmeen Roast | 390 | Prawns with coconut slivers
- Kappa Meen Curry | 260 | Tapioca with red fish curry
# Curries
- Beef Ularthiyathu | 310 | Slow-fried with coconut and curry leaves
- Nadan Kozhi Curry | 270 | Chicken in roasted coconut
- Mutton Stew | 330 | Cardamom, pepper, potatoes
+ Avial | 180 | Vegetables in coconut and yoghurt
+ Kadala Curry | 140 | Black chickpeas
+ Mushroom Ularthu | 210 | Dry-fried with coconut
# Rice
- Thalassery Chicken Biryani | 290 | Kaima rice, fried onions, date pickle
+ Kerala Sadya | 260 | Red rice with eleven things on a leaf
+ Ghee Rice | 130 | Cashew and raisins
# Sweets and tea
+ Ada Pradhaman | 110 | Rice flakes, jaggery and coconut milk
+ Pazham Pori | 70 | Ripe banana fritters
+ Sulaimani | 40 | Black tea with lime and cardamom
`;

export const ANDHRA = `
# Starters
- Guntur Chilli Chicken | 280 | Dry and red; the kitchen does mild on request
- Apollo Fish | 330 | Batter-fried, with curry leaves and yoghurt
- Royyala Vepudu | 380 | Prawns dry-fried with shallots
+ Punugulu | 110 | Dumplings of idli batter with allam chutney
+ Mirchi Bajji | 90 | Four long chillies, stuffed
+ Baby Corn Pepper Fry | 190 | Crisp, peppery
# Meals and rice
+ Andhra Veg Meal | 210 | Pappu, pulusu, vepudu, podi, ghee and rice
- Andhra Chicken Meal | 290 | The meal, with kodi kura
+ Gongura Rice | 170 | Sorrel leaves and peanuts
+ Pulihora | 120 | Tamarind rice with peanuts
- Nellore Mutton Biryani | 350 | Long-grained, layered, hot
- Chicken Fry Piece Biryani | 290 | Fried on top, dum beneath
+ Ulavacharu Biryani | 240 | Horse-gram gravy with vegetables
# Curries
- Gongura Mamsam | 340 | Mutton with sorrel
- Nellore Chepala Pulusu | 310 | Fish in tamarind and mango
- Natu Kodi Pulusu | 290 | Country chicken
+ Gutti Vankaya | 200 | Small aubergines stuffed with sesame and peanut
+ Mamidikaya Pappu | 150 | Lentils with raw mango
+ Tomato Pappu | 140 | Lentils, tomato and garlic
# Sweets and drinks
+ Double Ka Meetha | 110 | Bread in saffron milk
+ Pootharekulu | 120 | Paper of rice, ghee and sugar
+ Majjiga | 50 | Buttermilk with ginger
`;

export const HYDERABADI = `
# Biryanis
- Hyderabadi Chicken Dum Biryani | 290 | Kacchi, sealed with dough
- Hyderabadi Mutton Dum Biryani | 370 | Four hours on coals
- Egg Biryani | 220 | Two eggs in dum rice
- Prawn Biryani | 390 | Coastal prawns, saffron
+ Veg Dum Biryani | 230 | Seven vegetables under dough
+ Paneer Biryani | 260 | Marinated paneer between the layers
# Kebabs
- Chicken 65 | 240 | Curry leaves and yoghurt
- Talawa Gosht | 330 | Mutton fried with green chilli
- Pathar Ka Gosht | 380 | Grilled on a slab of granite
- Shikampuri Kebab | 290 | Minced mutton with yoghurt inside
+ Dahi Ke Kebab | 220 | Hung curd, crisp outside
+ Hara Bhara Kebab | 190 | Spinach and peas
# Gravies and breads
- Haleem | 310 | Wheat, lentils and mutton, stirred all day
- Nihari | 330 | Shank, from dusk to dawn
- Murgh Dum Ka Salan | 290 | Chicken, poppy seed, coconut
+ Mirchi Ka Salan | 160 | Long chillies in sesame and peanut
+ Bagara Baingan | 190 | Aubergine in sesame
+ Rumali Roti | 50 | Thin as a kerchief
+ Khameeri Roti | 60 | Leavened overnight
# Sweets and chai
+ Qubani Ka Meetha | 140 | Apricots and cream
+ Double Ka Meetha | 120 | Bread, saffron, almonds
+ Irani Chai | 40 | With two Osmania biscuits
`;
