/**
 * Names as people write them, with the mailbox of those whose script mail does not know. No two are alike.
 * The owners are in the order of the restaurants they own.
 */
export const OWNER_NAMES = `
ಶಾರದಾ ಗೌಡ = sharada.gowda, Basavaraj Patil, Shaila Kamath, முத்துலட்சுமி = muthulakshmi, Palaniappan Chettiar,
അന്നമ്മ തോമസ് = annamma.thomas, Suhra Beevi, లక్ష్మీ నారాయణ = lakshmi.narayana, سید حیدر علی = syed.haider.ali,
रमेश शर्मा = ramesh.sharma, ਗੁਰਪ੍ਰੀਤ ਕੌਰ = gurpreet.kaur, बेगम ज़ोहरा नक़वी = zohra.naqvi, હેતલ પટેલ = hetal.patel,
Bhanwarlal Jain, মৌসুমী সেন = moushumi.sen, Sourav Ganguli, Farhad Irani, Liang Mei 梁梅 = liang.mei,
Niccolò Ferrari, Ximena Núñez, Trần Thị Hoa = tran.thi.hoa, نادية خوري = nadia.khoury, Tenzin Dolma བསྟན་འཛིན = tenzin.dolma,
Zoë Müller
`;

export const COURIER_NAMES = `
ಮಂಜುನಾಥ್ = manjunath, ಸಿದ್ದರಾಜು = siddaraju, ಗೀತಾ ಬಾಯಿ = geetha.bai, ಚಂದ್ರಪ್ಪ = chandrappa, முருகன் = murugan,
செல்வி ராஜன் = selvi.rajan, கார்த்திக் = karthik, సురేష్ = suresh, వెంకటేశ్వర్లు = venkateswarlu, राजेश यादव = rajesh.yadav,
दीपक कुमार = deepak.kumar, सुनील पासवान = sunil.paswan, पूजा देवी = pooja.devi, বিপ্লব দাস = biplab.das, রহিম শেখ = rahim.sheikh,
محمد عارف = mohammed.arif, شبانہ = shabana, ഷിബു = shibu, ബിന്ദു = bindu, ਹਰਜੀਤ ਸਿੰਘ = harjeet.singh,
ગણેશ ઠાકોર = ganesh.thakor, ପ୍ରକାଶ ସାହୁ = prakash.sahu, Lalthanmawia, Bikash Thapa, Pasang Sherpa,
Anthony Fernandes, Joseph Xavier, Naveen Kumar, Yashoda Naik, Shivakumar Swamy, Prakash Lamani, Irfan Pasha,
Nagaraj Hosmani, Rekha Shinde, Mahesh Babu, Dilip Boro, Sandeep Oraon, Mallikarjun Koli, Hanumanth Rathod,
Sabitha Kumari, Kiran Jadhav, Ramzan Ali
`;

export const CUSTOMER_NAMES = `
ಅನಿತಾ ಶಾಸ್ತ್ರಿ = anitha.shastri, ರಾಘವೇಂದ್ರ ರಾವ್ = raghavendra.rao, ಸುಮಾ = suma, ಪುನೀತ್ ಹೆಗ್ಡೆ = puneeth.hegde, ಭಾಗ್ಯಲಕ್ಷ್ಮಿ = bhagyalakshmi,
தமிழ்ச்செல்வன் = tamilselvan, மீனாட்சி சுந்தரம் = meenakshi.sundaram, கயல்விழி = kayalvizhi, శ్రీనివాస్ రెడ్డి = srinivas.reddy,
పద్మావతి = padmavathi, അരുൺ നമ്പ്യാർ = arun.nambiar, ലേഖ മേനോൻ = lekha.menon, आरव गुप्ता = aarav.gupta, कविता जोशी = kavita.joshi,
नीलम त्रिपाठी = neelam.tripathi, सचिन कुलकर्णी = sachin.kulkarni, অনির্বাণ মুখার্জি = anirban.mukherjee, সুচিত্রা বসু = suchitra.basu,
عائشہ صدیقی = ayesha.siddiqui, فیض احمد = faiz.ahmed, ਸਿਮਰਨ ਕੌਰ = simran.kaur, ਮਨਪ੍ਰੀਤ ਸਿੰਘ = manpreet.singh, કિંજલ શાહ = kinjal.shah,
ଅନନ୍ୟା ମିଶ୍ର = ananya.mishra, অৰুণ বৰুৱা = arun.baruah, José Álvares, Renée D'Costa, Søren Lindqvist = soren.lindqvist, Łukasz Nowak = lukasz.nowak,
Chloë Fernández, Jürgen Weiß = juergen.weiss, Đặng Minh Anh = dang.minh.anh, 田中さくら = sakura.tanaka, 王小明 = wang.xiaoming, 김민준 = minjun.kim,
Ольга Иванова = olga.ivanova, نور الهدى = nour.alhuda, Tashi Namgyal, Zothanpuii, Temsula Ao, Aditi Krishnan,
Rohan Kapoor, Nikhil Deshpande, Sneha Kulkarni, Vivek Subramanian, Farah Contractor, Kabir Anand, Ishita Banerjee,
Pranav Acharya, Divya Prabhu, Harish Bhandary, Maya Thomas, Omar Sheriff, Tara Pinto, Zubin Mistry, Gayatri Desai,
Varun Chengappa, Leela Cariappa
`;
