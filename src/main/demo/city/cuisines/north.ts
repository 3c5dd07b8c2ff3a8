/** What kitchens of the north, east and west cook, in the form that `parseCuisine` reads; prices in rupees. */
export const PUNJABI = `
# From the tandoor
+ Paneer Tikka | 270 | Six pieces, mint chutney
- Tandoori Chicken | 320 | Yoghurt and Kashmiri chilli, overnight
- Murgh Malai Tikka | 310 | Cream, cardamom, char
- Amritsari Macchi | 340 | Carom and gram flour
+ Tandoori Soya Chaap | 230 | Smoked, creamy
+ Stuffed Kulcha | 120 | Potato and onion, with chole
# Curries
- Butter Chicken | 340 | Tomato, butter, fenugreek
- Kadhai Chicken | 320 | Coriander seed and capsicum
- Rarha Gosht | 390 | Mutton cooked in its own mince
+ Dal Makhani | 240 | Black lentils, a night on embers
+ Sarson Ka Saag | 220 | Mustard greens, white butter
+ Paneer Butter Masala | 280 | Tomato and cream
+ Pindi Chole | 190 | Black with tea and anardana
+ Kadhi Pakora | 180 | Yoghurt, gram flour, dumplings
# Breads and rice
+ Butter Naan | 55 | From the wall of the oven
+ Makki Ki Roti | 50 | Corn, with jaggery
+ Amritsari Paratha | 90 | With curd and pickle
+ Jeera Rice | 140 | Cumin and ghee
+ Rajma Chawal | 180 | Kidney beans, as on Sundays
# Sweets and lassi
+ Sweet Lassi | 90 | With a spoon of malai
+ Gajar Halwa | 120 | Carrots, milk, patience
+ Jalebi with Rabri | 130 | Hot and cold
`;

export const MUGHLAI = `
# Kebabs
- Galouti Kebab | 320 | Melts; six pieces on ulte tawe ka paratha
- Kakori Kebab | 330 | On the skewer, with cloves
- Seekh Kebab | 290 | Minced mutton, green chilli
- Chicken Reshmi Kebab | 290 | Cream and white pepper
- Mutton Burra | 420 | Chops, charred
+ Paneer Ke Sooley | 270 | Smoked with cloves
+ Dal Ke Kebab | 210 | Split gram, mint
# Kormas and gravies
- Nalli Nihari | 390 | Marrow bones, six hours
- Mutton Rogan Josh | 370 | Ratanjot and fennel
- Chicken Korma | 310 | Brown onion, cashew
- Murgh Mussallam | 480 | A whole small chicken with egg inside
+ Navratan Korma | 260 | Nine things in cream
+ Shahi Paneer | 280 | Saffron and almond
+ Nizami Handi | 240 | Vegetables sealed in clay
# Biryani and breads
- Awadhi Mutton Biryani | 370 | Kewra, milk, long rice
- Lucknowi Chicken Biryani | 300 | Gentle, fragrant
+ Subz Biryani | 240 | In clay, with burani
+ Sheermal | 80 | Saffron and milk
+ Warqi Paratha | 70 | In leaves
# Sweets
+ Shahi Tukda | 130 | Fried bread, rabri, silver
+ Phirni | 100 | Ground rice in a clay bowl
+ Kulfi Falooda | 140 | Rose and vermicelli
`;

export const GUJARATI_RAJASTHANI = `
# Farsan
+ Khaman Dhokla | 110 | Steamed gram flour, mustard seeds
+ Khandvi | 130 | Rolls of gram flour and buttermilk
+ Patra | 120 | Colocasia leaves, rolled
+ Pyaaz Kachori | 80 | Two, with tamarind
+ Methi Gota | 100 | Fenugreek fritters
+ Sev Usal | 120 | White peas, crisp sev
+ Dabeli | 70 | Kutchi bun with peanuts and pomegranate
# Thalis
+ Gujarati Thali | 290 | Two shaak, dal, kadhi, rotli, rice, farsan, sweet
+ Rajasthani Thali | 310 | Dal, baati, churma, gatte, ker sangri
+ Kathiyawadi Thali | 280 | Ringan no olo, rotlo, garlic chutney
# Mains
+ Dal Baati Churma | 240 | Baked, broken, drowned in ghee
+ Gatte Ki Sabzi | 190 | Gram-flour dumplings in yoghurt
+ Ker Sangri | 220 | Desert beans and berries
+ Undhiyu | 240 | Winter vegetables, upside down
+ Sev Tameta | 160 | Tomato, sweet and hot
+ Ringan No Olo | 170 | Smoked aubergine
+ Khichdi Kadhi | 160 | The supper of every house
# Breads and sweets
+ Bajra Rotlo | 60 | Millet, white butter
+ Thepla | 80 | Four, with chhundo
+ Mohanthal | 110 | Gram flour, ghee, cardamom
+ Ghevar | 140 | Honeycomb with rabri
+ Masala Chaas | 50 | Buttermilk, cumin
`;

export const BENGALI = `
# Starters
- Fish Kobiraji | 260 | Bhetki in a cloud of egg
- Kolkata Fish Fry | 220 | With kasundi
- Mutton Chop | 190 | Potato outside, mince within
+ Mochar Chop | 130 | Banana flower, raisins
+ Beguni | 90 | Aubergine in gram flour
# Fish
- Shorshe Ilish | 480 | Hilsa in mustard
- Chingri Malai Curry | 440 | Prawns in coconut milk
- Rui Kalia | 290 | Rohu in ginger and onion
- Doi Maach | 310 | Fish in yoghurt
- Bhapa Bhetki | 360 | Steamed in banana leaf
# Meat and vegetables
- Kosha Mangsho | 370 | Mutton, reduced until dark
- Chicken Dak Bungalow | 290 | With egg and potato
+ Aloo Posto | 180 | Poppy seed and potato
+ Shukto | 170 | Bitter, to begin with
+ Cholar Dal | 150 | With coconut slivers
+ Dhokar Dalna | 190 | Lentil cakes in gravy
# Rice and breads
- Kolkata Mutton Biryani | 340 | With the potato, of course
- Kolkata Chicken Biryani | 280 | And the potato, again
+ Basanti Pulao | 190 | Sweet, yellow, cashew
+ Luchi | 80 | Four, white, puffed
# Sweets
+ Mishti Doi | 80 | In clay
+ Nolen Gur Sandesh | 110 | Date-palm jaggery
+ Rosogolla | 90 | Three in syrup
`;

export const STREET = `
# Chaat
+ Pani Puri | 70 | Eight, with spiced water
+ Sev Puri | 90 | Crisp, sweet, sour
+ Dahi Papdi Chaat | 110 | Yoghurt and tamarind
+ Aloo Tikki Chaat | 110 | Two cakes, chickpeas
+ Samosa Chaat | 100 | Broken samosas, chole
+ Bhel Puri | 80 | Puffed rice, raw mango
+ Raj Kachori | 130 | One, enormous
# From the tawa
+ Pav Bhaji | 150 | Butter, and then more
+ Vada Pav | 50 | With dry garlic chutney
+ Misal Pav | 130 | Kolhapuri, hot
+ Chole Bhature | 170 | Two balloons
+ Paneer Kathi Roll | 170 | Onion, lime, paratha
- Chicken Kathi Roll | 190 | Egg on the paratha
- Mutton Keema Pav | 240 | Irani style
- Double Egg Roll | 120 | Kolkata style
- Bun Omelette | 90 | Green chilli, butter
# Toasts and sweets
+ Bombay Toast Sandwich | 110 | Beetroot, potato, chutney
+ Cheese Chilli Toast | 130 | Four triangles
+ Kulfi Stick | 70 | Malai or pista
+ Rabri Falooda | 130 | Rose, basil seeds
+ Cutting Chai | 30 | Ginger, in a glass
+ Nimbu Soda | 50 | Sweet, salt, or both
`;
