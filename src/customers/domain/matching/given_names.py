"""Distinct given names that are spelled alike: brothers are called Ramesh and Rajesh, sisters Asha and Usha."""

_INDIAN = """
aarav aarti abhay abhijit abhishek aditi aditya aishwarya ajay ajit akash akhil akshay alok amar amit amita amrit amrita
anand anil anila anita anjali anjana ankit ankita ankur anu anuj anup anupam aparna archana arjun armaan arnav arun aruna
arvind asha ashish ashok ashwin asif atul avinash ayesha babita bala balaji bharat bharati bhavna bhavya bimal chandan
chandra chetan chitra daksha darshan deepa deepak deepika deepti devendra devi dev dhanraj dhiraj dilip dinesh dipa dipak
dipika divya eshan farah farhan fatima gaurav gauri gayatri geeta ganesh gita girish gopal govind hari harish harsh harsha
hemant hema imran indira isha ishaan jagdish jai jaya jayant jayesh jitendra jyoti kailash kajal kamal kamala kanchan karan
karim kartik karthik kaushik kavita kavya ketan kiran kirti kishore komal krishna kumar kunal kusum lakshmi lalit lalita lata
laxmi leela lina lokesh madan madhu madhuri mahendra mahesh mala malini manasi manish manisha manoj mansi maya meena meera
meenakshi megha mina minal mira mohan mohini mona monika mukesh mukul murali nalini namita nandini naresh narendra naveen
navin neelam neeraj neeta neha nidhi nikhil nilesh nina niraj nisha nitin nita pankaj parul parvati pooja prabha pradeep prakash
pramod pranav prasad prashant pratap pratibha praveen pravin prem priti priya priyanka puja punit purnima radha raghav rahul
raj raja rajan rajani rajat rajeev rajendra rajesh raji rajiv rajni raju rakesh rama raman ramesh rani ranjan ranjit rashmi
ratan ravi ravindra reena rekha renu renuka reshma richa rina rishi rita ritesh ritu riya rohan rohini rohit roshan roshni
ruchi rupa rupali sachin sagar sahil salim salman sameer samir sandeep sandhya sandip sangeeta sanjay sanjeev sanjiv sapna
sarita satish saurabh savita seema shalini shanti sharad shashi sheela shilpa shiv shreya shruti shubham shweta sima simran
sita sitara smita sneha sohan sona sonal sonam sonia sourav sudha sudhir sujata suman sumit sumita sunil sunita suraj surekha
surendra suresh surya sushil sushila sushma swati tanvi tanya tara tarun tina uday uma umesh usha vandana varsha varun vasant
veena venkat vidya vijay vijaya vikas vikram vimal vimala vinay vineet vinit vinod vipin vipul viral vishal vivek yash yogesh
"""
_WESTERN = """
aaron adam alan alec alex alice alicia amanda amy ana andrea andrew andre angela ann anna anne annie anthony ben beth bill
bob brad brenda brian bruce carl carla carlo carol carole caroline carolyn cathy charles chris christian christina christine
clara claire dan dana daniel daniela danielle dave david dean debra denis denise dennis diana diane don donna ed edward elena
ella ellen ellie emil emily emma emilia eric erica erik erika erin eva eve evan fran francis frances frank fred gabriel
gabriela george georgia gina glen grace greg hanna hannah harry helen helena henry ian isabel jack jackie jacob jake james jan
jane janet jason jay jean jeff jen jenny jeremy jerry jess jessica jill jim joan joanna joanne joe joel john jon jordan jose
josh joy juan judy julia julian juliana julie june karen karin karl kate kelly ken kevin kim kirk kyle lara larry laura lauren
lea leah leo leon lena lily linda lisa liz lois lola louis louisa louise lucas lucy luis luisa luke lydia marc marco marcus
margaret maria marian marie marina mario marion mark marta martha martin martina mary mason matt max maya megan mia michael
michaela michel michelle miguel mike mila molly monica nancy natalia natalie nathan neil nick nicola nicole nina noah nora
oliver olivia oscar pam pamela pat patricia patrick paul paula pauline pedro peter phil rachel ralph ray rob robert roberta
robin roger ron rosa rose ross roy russ ruth ryan sam samantha samuel sandra sara sarah scott sean shane shannon sharon sofia
sonia sophia sophie stella stephen steve sue susan susanna tara ted teresa terry tim tina todd tom tony tracy valentina
valerie vera vicky victor victoria walter wendy will william zoe
"""

KNOWN = frozenset(_INDIAN.split()) | frozenset(_WESTERN.split())
