"""Short articles for the journeys: invented names and events, each of them another story, each on a topic."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    title: str
    text: str


PIECES = (
    Piece(
        "Veldora’s interior ministry used Palefox spyware on 34 journalists, records show",
        "The ministry bought a licence for the spyware from Orvane Systems in March 2025, according to procurement"
        " records. Forensic tests found traces on the phones of 34 journalists.\n\n“There was no warrant, no judge and no"
        " notice,” said Lena Marowitz, editor-in-chief of the Marsk Courier.",
    ),
    Piece(
        "Marsk stadium must switch off facial recognition at its gates, court rules",
        "An administrative court has ended the mass surveillance of football visitors in Marsk. The cameras compared"
        " 41,000 faces with a list of forty names.\n\n“A ticket is not a consent form,” said the presiding judge, Anselm"
        " Royce.",
    ),
    Piece(
        "Norrmark tracked ferry passengers with a secret surveillance register for nine years",
        "A register of everybody who took the night ferry to Port Halm was kept by the coast police since 2017, an audit"
        " found. Nobody had asked parliament about the surveillance.\n\n“We discovered it in a drawer of invoices,” said"
        " the auditor Sigrid Vale.",
    ),
    Piece(
        "Human rights court orders Tessaly to pay three prisoners for torture",
        "The regional human rights court found that guards in the Selm prison had beaten three men over eleven days."
        " Tessaly must pay each of them 40,000 crowns.\n\n“The wounds speak where the file is silent,” said the court’s"
        " president, Amara Dell.",
    ),
    Piece(
        "Lawyers of jailed opposition leader found spyware on two phones in Quessin",
        "Two defence lawyers in Quessin discovered the spyware Glasswing after their batteries had drained overnight."
        " Their client has been in custody since the spring rallies.\n\n“Somebody sat in on every talk I had with my"
        " client,” said the lawyer Basil Okoro.",
    ),
    Piece(
        "Human rights groups leave talks on the Aldmoor refugee camp",
        "Four human rights organisations walked out of negotiations over the camp on Aldmoor island, where families have"
        " slept on gravel since August.\n\n“We will not put our names under a fence,” said Petra Lund of the Island Watch"
        " Network.",
    ),
    Piece(
        "Company that sold Glasswing spyware loses its export licence",
        "The trade office of Halden withdrew the licence of the maker Northlight after its programme turned up in three"
        " countries under embargo.\n\n“The papers named a weather service as the buyer,” said the trade commissioner Iven"
        " Sato.",
    ),
    Piece(
        "Teachers in Korva strike against facial recognition cameras in classrooms",
        "Some two hundred teachers stopped work in Korva on Tuesday because the district wants cameras above each"
        " blackboard. The surveillance would start after the winter holidays.\n\n“Children learn to whisper before they"
        " learn to read,” said the union’s speaker, Olga Renn.",
    ),
    Piece(
        "UN committee criticises human rights record of Lower Brannick on press freedom",
        "The committee of eighteen experts asked Lower Brannick to release the editor of a fishing weekly and to repeal a"
        " law on insult. Its report counts twelve trials.\n\n“A joke about a harbour master is not sedition,” the"
        " committee’s rapporteur, Hugo Mendel, said.",
    ),
    Piece(
        "Phone of Ostrava bishop was infected with spyware during synod",
        "The bishop’s staff had the device examined when it began to light up at night. The laboratory in Ferrin dates"
        " the infection with the spyware to the second day of the synod.\n\n“Even the confessional now needs an engineer,”"
        " said the diocese’s chancellor, Tomas Brill.",
    ),
    Piece(
        "Parliament of Sorrel Coast rejects mass surveillance of harvest workers by drone",
        "By 61 votes to 40 the deputies refused to let the labour inspectorate fly drones over vineyards. The plan had"
        " called the mass surveillance a service to the workers.\n\n“They wanted to count breaks from the sky,” said the"
        " deputy Nils Agar.",
    ),
    Piece(
        "Human rights defender freed in Upper Wend after 900 days",
        "Jamila Torv left the prison of Upper Wend on Friday morning. She had documented human rights abuses at the tin"
        " mines and was held without a trial.\n\n“I counted the days in buttons, and I ran out of buttons,” Torv told"
        " friends at the gate.",
    ),
)

#: The first story as another outlet carries it: other headline, the same text but for its end.
CARRIED = Piece(
    "Records: Palefox spyware was used on 34 reporters in Veldora",
    PIECES[0].text + "\n\nThe union of journalists has called a vigil for Friday.",
)

OFF_TOPIC = Piece(
    "Port Halm ferry gets its café back",
    "The evening ferry has soup and rye bread again.\n\n“Two winters of biscuits were enough,” said the tenant, Ole Brandt.",
)
