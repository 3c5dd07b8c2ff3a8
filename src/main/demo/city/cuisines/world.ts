/** What kitchens from further away cook, in the form that `parseCuisine` reads; prices in rupees. */
export const CHINESE = `
# Small plates
+ Vegetable Spring Rolls | 170 | Four, glass-crisp
+ Honey Chilli Potato | 190 | Sesame
+ Salt and Pepper Tofu | 210 | Spring onion, dried chilli
- Chilli Chicken | 260 | Dry, the Tangra way
- Drumsticks of Heaven | 290 | Lollipops, sweet and hot
- Crispy Lamb | 340 | Honey, sesame
# Dim sum and soups
+ Crystal Vegetable Dumplings | 220 | Six, steamed
- Chicken Sui Mai | 250 | Six, open
- Prawn Har Gow | 310 | Four
+ Hot and Sour Soup | 140 | Vegetables, pepper
- Chicken Manchow Soup | 170 | Crisp noodles on top
# Noodles and rice
+ Hakka Noodles | 190 | Cabbage, carrot, wok
- Chicken Hakka Noodles | 230 | The same, with chicken
+ Burnt Garlic Fried Rice | 200 | As the name says
- Mixed Fried Rice | 270 | Egg, chicken, prawn
- Dan Dan Noodles | 290 | Sesame, minced chicken
# Mains
+ Mapo Tofu | 260 | Sichuan pepper
- Kung Pao Chicken | 310 | Peanuts, dried chilli
- Fish in Black Bean | 360 | Ginger, spring onion
+ Vegetable Manchurian | 220 | In gravy
# Sweets
+ Date Pancakes | 160 | With vanilla ice cream
+ Jasmine Tea | 80 | A pot
`;

export const ITALIAN = `
# Pizzas
+ Marinara Pizza | 270 | Tomato, garlic, oregano; no cheese
+ Margherita Pizza | 310 | Fior di latte, basil
+ Quattro Formaggi Pizza | 420 | Four cheeses
+ Verdure Pizza | 380 | Grilled vegetables
- Diavola Pizza | 440 | Spicy chicken salami
- Pollo e Funghi Pizza | 430 | Chicken, mushrooms
# Pasta
+ Spaghetti Aglio e Olio | 290 | Garlic, chilli
+ Penne Arrabbiata | 300 | Angry tomatoes
+ Gnocchi al Pesto | 360 | Basil, pine nuts
+ Lasagne di Verdure | 380 | Baked
- Tagliatelle al Ragù | 420 | Slow-cooked lamb
- Carbonara | 400 | Egg, chicken bacon
- Linguine ai Gamberi | 460 | Prawns, cherry tomatoes
# Starters and salads
+ Bruschetta | 190 | Tomato, basil
+ Burrata Salad | 390 | Heirloom tomato, rocket
+ Minestrone Soup | 210 | Beans, vegetables
- Chicken Caesar Salad | 330 | Anchovy dressing
+ Focaccia | 150 | Rosemary, sea salt
# Dolci
+ Tiramisù | 240 | Coffee, mascarpone
+ Panna Cotta | 210 | Berry
+ Affogato | 190 | Espresso over gelato
+ Limonata | 120 | Lemon, mint
`;

export const BURGERS = `
# Burgers
+ Smash Potato Burger | 170 | Two patties, house sauce
+ Crispy Paneer Burger | 210 | Slaw, chilli mayonnaise
+ Mushroom Swiss Burger | 240 | Portobello, onion jam
- Buttermilk Chicken Burger | 250 | Pickles, hot honey
- Double Smash Lamb Burger | 340 | American cheese
- Fish Finger Burger | 280 | Tartare
- Nashville Hot Chicken Burger | 270 | Sweat
# Sides
+ Skin-on Fries | 120 | Sea salt
+ Peri Peri Fries | 140 | Dusty, red
+ Loaded Nacho Fries | 210 | Cheese, jalapeños
+ Onion Rings | 150 | Beer batter, no beer
- Chicken Wings | 260 | Eight, buffalo
- Chicken Tenders | 240 | Five, ranch
+ Coleslaw | 90 | Apple, mustard
# Sandwiches and wraps
+ Grilled Halloumi Wrap | 250 | Hummus, rocket
- Club Sandwich | 270 | Three storeys
- Pulled Chicken Wrap | 250 | Barbecue
+ Philly Mushroom Sandwich | 240 | Peppers, cheese
# Shakes and sweets
+ Salted Caramel Shake | 190 | Thick
+ Belgian Chocolate Shake | 200 | Thicker
+ Brownie Sundae | 210 | Warm and cold
+ Craft Ginger Ale | 110 | Hot
`;

export const EAST_ASIAN = `
# Sushi
+ Avocado Maki | 320 | Eight
+ Shiitake Nigiri | 290 | Four
- Salmon Nigiri Sushi | 450 | Four
- Spicy Tuna Roll Sushi | 470 | Eight
- Ebi Tempura Roll Sushi | 460 | Eight
# Noodles and bowls
+ Miso Ramen | 360 | Corn, tofu, chilli oil
- Tonkotsu-style Chicken Ramen | 420 | Ajitama egg
- Phở Gà | 340 | Chicken broth, herbs, lime
+ Phở Chay | 310 | Mushroom broth
- Pad Thai Goong | 390 | Prawns, tamarind, peanuts
+ Pad Thai Jay | 330 | Tofu
- Chicken Katsu Curry Rice | 380 | Panko, Japanese curry
# Curries and stir-fries
+ Thai Green Curry | 330 | Aubergine, basil
- Massaman Lamb Curry | 430 | Potatoes, peanuts
- Gai Pad Krapow | 350 | Holy basil, fried egg
+ Morning Glory Stir-fry | 260 | Garlic
# Small plates
+ Edamame | 220 | Sea salt
- Chicken Gyoza Dumplings | 310 | Six
+ Gỏi Cuốn Rolls | 240 | Rice paper, herbs
+ Som Tam Salad | 250 | Green papaya
# Sweets and tea
+ Mango Sticky Rice | 230 | In season and frozen
+ Matcha Ice Cream | 180 | Two scoops
+ Thai Iced Tea | 150 | Orange
`;

export const LEVANTINE = `
# Mezze
+ Hummus | 190 | Chickpeas, tahini, olive oil
+ Baba Ghanoush | 200 | Smoked aubergine
+ Muhammara | 220 | Walnut, red pepper
+ Falafel | 180 | Six, green inside
+ Fattoush Salad | 190 | Sumac, crisp bread
+ Tabbouleh Salad | 180 | Mostly parsley
+ Batata Harra | 170 | Potatoes, coriander, chilli
# From the grill
- Shish Tawook | 310 | Chicken, garlic, yoghurt
- Adana Kebab | 340 | Lamb, Urfa chilli
- Lamb Kofta | 350 | Parsley, onion
- Mixed Grill | 520 | For two who like each other
+ Grilled Halloumi | 290 | Za'atar, lemon
# Wraps and rice
- Chicken Shawarma Wrap | 180 | Toum, pickles
- Lamb Shawarma Wrap | 240 | Tahini, sumac
+ Falafel Wrap | 160 | Tahini, turnip
- Mandi Chicken Rice | 320 | Smoked, with sahawiq
- Kabsa Lamb Rice | 390 | Black lime
+ Mujaddara Rice | 190 | Lentils, fried onions
# Breads and sweets
+ Khubz | 50 | Two, puffed
+ Manakish Za'atar | 140 | Flatbread, thyme
+ Baklava | 160 | Four, pistachio
+ Kunafa | 220 | Cheese, syrup
+ Mint Lemonade | 110 | Frozen
`;
