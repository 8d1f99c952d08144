"""List first and last names by region, with the cities of the region."""

from typing import NamedTuple


class Region(NamedTuple):
    weight: int
    first: tuple[str, ...]
    last: tuple[str, ...]
    cities: tuple[str, ...]


def _split(text: str) -> tuple[str, ...]:
    return tuple(" ".join(part.split()) for part in text.split(","))


def _region(weight: int, first: str, last: str, cities: str) -> Region:
    return Region(weight, _split(first), _split(last), _split(cities))


REGIONS = (
    _region(
        18,
        """Aarav, Aditi, Amit, Anjali, Ankit, Deepak, Divya, Kavita, Manish, Neha, Nidhi, Pooja, Rahul, Rajesh, Ritu, Rohit, Sandeep,
        Shikha, Shweta, Suresh, Vandana, Vikas, Vivek, Yash""",
        """Agarwal, Bhardwaj, Chaturvedi, Gupta, Jain, Mathur, Mishra, Pandey, Rastogi, Saxena, Sharma, Shukla, Srivastava, Tiwari,
        Verma, Yadav""",
        """New Delhi, Delhi, Gurugram, Faridabad, Noida, Lucknow, Kanpur, Varanasi, Prayagraj, Agra, Jaipur, Bhopal, Indore, Dehradun,
        Raipur, Shimla""",
    ),
    _region(
        15,
        """Aditya, Amruta, Aniket, Ashwini, Gauri, Kedar, Madhura, Mandar, Mrunal, Mugdha, Nikhil, Omkar, Prachi, Prasad, Rucha, Sachin,
        Sanika, Sayali, Shruti, Swapnil, Tejas, Vaishali""",
        "Bhosale, Chavan, Deshpande, Gaikwad, Jadhav, Joshi, Kadam, Kale, Kelkar, Kulkarni, More, Patil, Pawar, Phadke, Sawant, Shinde",
        "Mumbai, Mumbai, Pune, Pune, Nagpur, Nashik, Thane",
    ),
    _region(
        10,
        """Bhavesh, Chirag, Dhara, Falguni, Hardik, Hetal, Jignesh, Jinal, Ketan, Kinjal, Krupa, Mitesh, Nirav, Parth, Payal, Rinkal,
        Tushar, Urvi""",
        "Bhatt, Chokshi, Dave, Desai, Gandhi, Kapadia, Mehta, Modi, Panchal, Parikh, Patel, Shah, Soni, Thakkar, Trivedi, Vyas",
        "Ahmedabad, Ahmedabad, Surat, Vadodara, Rajkot, Mumbai",
    ),
    _region(
        12,
        """Anitha, Arun, Bhuvaneswari, Deepa, Dinesh, Gayathri, Kannan, Karthik, Kavitha, Madhavan, Meenakshi, Murugan, Nandhini, Prabhu,
        Ramya, Saravanan, Selvi, Senthil, Vidhya, Vignesh""",
        """Balasubramanian, Chandrasekaran, Ganesan, Iyer, Krishnamurthy, Muthukumar, Natarajan, Palaniappan, R, Raman, Ramaswamy, S,
        Sundaram""",
        "Chennai, Chennai, Coimbatore, Madurai, Tiruchirappalli, Puducherry",
    ),
    _region(
        11,
        """Anusha, Bhargav, Harika, Kalyan, Keerthi, Lavanya, Mounika, Naveen, Padmaja, Phani, Praneeth, Sai Kiran, Sirisha, Sravani,
        Srinivas, Swathi, Venkatesh, Vamsi""",
        "Akula, Bandaru, Chowdary, Gadde, Kolluri, Maddineni, Naidu, Pothula, Raju, Rao, Reddy, Tummala, Varma, Yerramsetty",
        "Hyderabad, Hyderabad, Secunderabad, Warangal, Vijayawada, Visakhapatnam, Tirupati, Guntur",
    ),
    _region(
        10,
        """Akshatha, Ananya, Chaitra, Darshan, Ganesh, Guruprasad, Manjunath, Nagaraj, Nandini, Pavithra, Raghavendra, Rashmi, Shwetha,
        Sowmya, Sudeep""",
        "Bhat, Gowda, Hegde, Hiremath, Kamath, Murthy, Nayak, Pai, Patil, Prabhu, Rai, Shenoy, Shetty, Upadhya",
        "Bengaluru, Bengaluru, Bengaluru, Mysuru, Mangaluru, Hubballi",
    ),
    _region(
        8,
        """Ajith, Anoop, Aparna, Asha, Bindu, Dileep, Gopika, Jayakrishnan, Lekshmi, Manju, Rajeev, Remya, Sandhya, Sreejith,
        Sreelakshmi, Unnikrishnan""",
        "Kurup, Menon, Nair, Nambiar, Panicker, Pillai, Varier, Warrier",
        "Kochi, Kochi, Thiruvananthapuram, Kozhikode, Thrissur, Bengaluru",
    ),
    _region(
        9,
        """Abhijit, Anindita, Arindam, Debjani, Indrani, Kaushik, Madhumita, Paromita, Rituparna, Sayantan, Shreya, Soumya, Subhash,
        Sudeshna, Tapan""",
        "Banerjee, Basu, Bhattacharya, Chakraborty, Chatterjee, Das, Dutta, Ghosh, Mitra, Mukherjee, Roy, Sarkar, Sen, Sengupta",
        "Kolkata, Kolkata, Kolkata, Howrah, Siliguri",
    ),
    _region(
        8,
        """Amandeep, Baljit, Gurpreet, Harjot, Harpreet, Jaspreet, Kuldeep, Mandeep, Manpreet, Navdeep, Parminder, Rajwinder, Simran,
        Sukhmani""",
        "Ahluwalia, Bajwa, Bedi, Brar, Chawla, Dhillon, Gill, Grewal, Kaur, Malhotra, Sandhu, Sidhu, Singh, Sodhi",
        "Ludhiana, Amritsar, Jalandhar, Chandigarh, New Delhi",
    ),
    _region(
        8,
        "Aamir, Ayesha, Danish, Farhan, Fatima, Imran, Nazia, Rehana, Sajid, Salman, Sana, Shabnam, Tabassum, Wasim, Zainab, Zoya",
        "Ahmed, Akhtar, Ansari, Farooqui, Hussain, Khan, Mirza, Pathan, Qureshi, Rizvi, Shaikh, Siddiqui",
        "Hyderabad, Lucknow, Mumbai, Bhopal, Srinagar, Kozhikode, Delhi",
    ),
    _region(
        5,
        "Alphonso, Annamma, Benny, Carol, Elizabeth, Francis, Joanna, Jose, Lynette, Mathew, Melwyn, Reena, Savio, Thomas",
        "Cherian, D'Costa, D'Souza, Fernandes, Joseph, Kurian, Mascarenhas, Philip, Pinto, Rodrigues, Varghese",
        "Panaji, Margao, Mapusa, Kochi, Mangaluru, Mumbai",
    ),
    _region(
        4,
        "Bibhuti, Debasmita, Itishree, Jyotirmayee, Lopamudra, Manoranjan, Prasanta, Smruti, Subrat",
        "Behera, Mahapatra, Mohanty, Nayak, Panda, Patnaik, Pradhan, Rath, Sahoo, Swain",
        "Bhubaneswar, Bhubaneswar, Cuttack",
    ),
    _region(
        4,
        "Abhinash, Barnali, Bhaskar, Dipankar, Himashree, Jonali, Jyotishmita, Nilakshi, Pallab, Rituraj",
        "Baruah, Bora, Borgohain, Deka, Dutta, Gogoi, Hazarika, Kalita, Saikia",
        "Guwahati, Guwahati, Jorhat, Shillong",
    ),
    _region(
        5,
        "Abhay, Archana, Chandan, Kumari Rani, Madhu, Mukesh, Nutan, Pankaj, Ranjeet, Sweta, Uday",
        "Jha, Kumar, Mahto, Ojha, Prasad, Roy, Sinha, Thakur",
        "Patna, Patna, Ranchi, Jamshedpur",
    ),
    _region(
        4,
        "Bhanwar, Gajendra, Hemlata, Kusum, Mahendra, Padmini, Rajshree, Shubham, Surbhi, Vikram",
        "Bhandari, Choudhary, Kothari, Lodha, Mehta, Rajput, Rathore, Shekhawat, Singhvi",
        "Jaipur, Jaipur, Udaipur, Jodhpur, Ahmedabad",
    ),
    _region(
        2,
        "Cyrus, Farah, Jehangir, Khorshed, Percy, Roxanne, Zubin",
        "Batliwala, Contractor, Daruwala, Irani, Mistry, Wadia",
        "Mumbai, Pune, Surat",
    ),
)
