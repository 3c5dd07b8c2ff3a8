/** What cafés, bakeries, juice bars and the stalls of the hills sell, in the form that `parseCuisine` reads. */
export const HILL_FOOD = `
# Momos
+ Vegetable Momos | 130 | Eight, steamed
+ Paneer Momos | 150 | Eight, steamed
- Chicken Momos | 160 | Eight, steamed
- Kothey Chicken Momos | 180 | Pan-fried on one side
- Pork Momos | 190 | Eight, as in Darjeeling
+ Tandoori Momos | 180 | Smoked, with mint
# Noodles and soups
+ Vegetable Thukpa | 170 | Noodle soup, greens
- Chicken Thukpa | 210 | Noodle soup, ginger
- Pork Gyathuk | 240 | Hand-pulled noodles
+ Chow Mein | 160 | With cabbage
- Chicken Chow Mein | 190 | With egg
- Shabhaley | 190 | Fried bread, minced meat
# From the north-east
- Naga Smoked Pork | 340 | Bamboo shoot, raja chilli
- Assamese Fish Tenga Curry | 280 | Sour with elephant apple
- Khasi Jadoh | 240 | Red rice with pork
+ Eromba | 170 | Mashed vegetables, fermented; Manipur
+ Ooti | 160 | Peas, chives; Manipur
+ Gundruk Soup | 140 | Fermented greens; Sikkim
# Breads and tea
+ Tingmo | 70 | Two, steamed
+ Sel Roti | 80 | Rings of rice
+ Butter Tea | 80 | Salted
+ Chak Hao Kheer | 130 | Black rice pudding
`;

export const CAFE = `
# Coffee and tea
+ Flat White | 160 | Double ristretto
+ Cappuccino | 150 | Dry or wet
+ Pour-over Coffee | 190 | Chikkamagaluru, natural
+ Iced Latte | 180 | Over one large cube
+ Masala Chai | 90 | In a pot
+ Hot Chocolate | 190 | Idukki cacao
# Breakfast
+ Avocado Toast | 260 | Sourdough, chilli, lime
- Eggs Kejriwal Toast | 220 | Cheese, green chilli
- Masala Omelette | 170 | Three eggs, toast
- Shakshuka | 260 | Two eggs, feta, bread
+ Granola Bowl | 230 | Yoghurt, fruit
+ Buttermilk Pancakes | 240 | Maple, banana
+ Ragi Waffles | 230 | Jaggery butter
# Sandwiches and salads
+ Pesto Mozzarella Sandwich | 240 | Ciabatta
- Chicken Mayo Sandwich | 230 | Celery
- Smoked Salmon Bagel | 390 | Dill, capers
+ Quinoa Salad | 280 | Pumpkin, feta
+ Tomato Soup | 170 | With grilled cheese
# Bakes
+ Butter Croissant | 140 | Seventy-two hours
+ Cinnamon Roll | 160 | Warm
+ Banana Bread | 130 | Walnuts
+ Basque Cheesecake | 240 | Burnt
`;

export const BAKERY = `
# Cakes
+ Plum Cake | 180 | Fed for a year
+ Black Forest Pastry | 120 | Cherry, cream
+ Chocolate Truffle Cake | 190 | A wedge
+ Red Velvet Cupcake | 110 | Cream cheese
+ Rasmalai Cake | 210 | Saffron, milk
+ Carrot Cake | 170 | Walnut
# Sweets
+ Kaju Katli | 220 | A quarter kilo
+ Motichoor Laddu | 150 | Four
+ Gulab Jamun | 100 | Three, hot
+ Milk Cake | 170 | Alwar's
+ Badam Halwa | 190 | Much ghee
# Puffs and breads
+ Vegetable Puff | 45 | A hundred leaves
+ Khara Bun | 40 | Chilli, dill
+ Cheese Garlic Bread | 130 | A loaf
+ Masala Peanut Congress Bun | 60 | Butter
- Egg Puff | 55 | Half an egg
- Chicken Puff | 70 | Pepper
# Ice creams and drinks
+ Tender Coconut Ice Cream | 140 | Two scoops
+ Sitaphal Ice Cream | 150 | Two scoops
+ Death by Chocolate Sundae | 220 | The classic
+ Badam Milk | 80 | Hot or cold
+ Cold Coffee | 120 | With ice cream
`;

export const BOWLS_AND_JUICES = `
# Bowls
+ Buddha Bowl | 270 | Chickpeas, pumpkin, tahini
+ Millet Bowl | 250 | Foxtail, beans, greens
+ Burrito Bowl | 280 | Rice, beans, salsa
+ Smoothie Bowl | 240 | Dragon fruit, seeds
- Grilled Chicken Bowl | 320 | Brown rice, broccoli
- Teriyaki Salmon Bowl | 460 | Edamame, rice
# Salads and soups
+ Watermelon Feta Salad | 230 | Mint
+ Sprouts Salad | 160 | Lime, peanuts
+ Greek Salad | 260 | Olives, oregano
- Tandoori Chicken Salad | 290 | Mint yoghurt
+ Lentil Soup | 160 | Lemon, cumin
+ Sweetcorn Soup | 150 | Clear
# Wraps and toasts
+ Hummus Wrap | 210 | Roast vegetables
+ Paneer Salsa Wrap | 220 | Whole wheat
- Chicken Avocado Wrap | 270 | Whole wheat
+ Ragi Toast | 140 | Peanut butter, banana
# Juices
+ Sugarcane Juice | 70 | Ginger, lime
+ Watermelon Juice | 90 | Nothing added
+ ABC Juice | 130 | Apple, beetroot, carrot
+ Tender Coconut | 80 | With its flesh
+ Avocado Shake | 170 | Kerala's butter fruit
+ Dates and Almond Shake | 170 | No sugar
`;

export const MEXICAN = `
# Tacos
+ Mushroom Tacos | 230 | Three, chipotle
+ Paneer al Pastor Tacos | 250 | Pineapple
- Chicken Tinga Tacos | 270 | Three, smoky
- Baja Fish Tacos | 310 | Slaw, crema
- Lamb Barbacoa Tacos | 330 | Slow, with consommé
# Burritos and quesadillas
+ Bean and Cheese Burrito | 260 | Refried beans, rice
- Chicken Burrito | 300 | Salsa verde
+ Jalapeño Quesadilla | 240 | Three cheeses
- Pulled Chicken Quesadilla | 280 | Pico de gallo
+ Fajita Vegetable Bowl | 270 | Rice, peppers
- Carne Lamb Bowl | 350 | Rice, guacamole
# Antojitos
+ Nachos con Queso | 220 | Black beans, crema
+ Guacamole and Chips | 260 | By hand
+ Elote Corn Cup | 150 | Lime, chilli
- Chicken Flautas Rolls | 250 | Crisp
+ Tortilla Soup | 180 | Avocado
# Sweets and drinks
+ Churros | 180 | Chocolate dip
+ Tres Leches Cake | 210 | Soaked
+ Horchata | 130 | Rice, cinnamon
+ Agua de Jamaica | 120 | Hibiscus
`;
