"""Listings that are written in other languages, paid in yen, or done at several places."""

from marketplace.demo.project import Project
from marketplace.demo.prose import prose

LANGUAGES = [
    Project(
        title="Reescrever em português claro as fichas da clínica",
        by="Patas do Ribatejo",
        field="languages",
        written_in="pt",
        languages=("pt",),
        text=prose("""
            Quem sai da nossa clínica leva uma folha: como dar o comprimido, quando voltar, o
            que fazer se a ferida abrir. São dezoito folhas escritas por veterinários, e metade
            das pessoas telefona no dia seguinte a perguntar o que lá está.

            Queremos as dezoito folhas em português claro: frases curtas, uma instrução de cada
            vez, letra grande, um desenho simples onde ajude. Lê as folhas, ouve duas chamadas
            com a Inês, reescreve seis e experimenta-as na sala de espera por videochamada. Só
            depois fazes as outras doze.

            Um veterinário confirma cada folha antes de ser impressa. Não precisas de saber de
            medicina; precisas de perguntar quando não percebes.
        """),
        deliverables=(
            "Dezoito folhas de uma página, em ficheiro de texto e em PDF",
            "Uma lista das palavras que trocaste, com a razão de cada troca",
        ),
        acceptance=(
            "Cinco pessoas da sala de espera explicam cada folha por palavras suas",
            "O veterinário não encontra nenhuma instrução errada",
        ),
        skills=("Portuguese", "Plain language", "Editing"),
        questions=("Reescreve em duas frases: «Administrar per os de 12 em 12 horas.»",),
        hours=24,
        per_week=8,
        days=21,
        pay=420,
        currency="EUR",
        starts=(20, 40),
        apply_in=14,
        posted=4,
    ),
    Project(
        title="Guion y grabación de cuatro audios sobre las ranas del sendero",
        by="Semilla Field School",
        field="media",
        written_in="es",
        languages=("es", "en"),
        text=prose("""
            En el sendero nocturno nadie mira el cartel: hay que apuntarlo con la linterna y
            entonces la rana se va. Queremos que la gente escuche. Cuatro paradas, cuatro audios
            de noventa segundos, uno por especie, para oír antes de encender la luz.

            Tenemos grabaciones de los cantos, dos biólogas que responden por escrito y una
            guía, Karla, que lleva nueve años contando estas historias de viva voz. Falta quien
            las escriba, las grabe y las monte, en español primero y en inglés después.

            Se trabaja a distancia. Las pruebas las hacemos nosotros en el sendero y te contamos
            dónde la gente se rio y dónde se perdió.
        """),
        deliverables=(
            "Cuatro guiones en español y en inglés, revisados por una bióloga",
            "Ocho audios montados, sin ruido y al mismo volumen",
        ),
        acceptance=(
            "Cada audio dura como mucho noventa segundos y nombra la especie al final",
            "Todo lo que se afirma tiene el visto bueno de una bióloga",
        ),
        skills=("Spanish", "Audio editing", "Storytelling"),
        requirements=("Un micrófono propio, aunque sea sencillo",),
        questions=("¿Qué contarías de una rana en la primera frase?",),
        hours=20,
        per_week=10,
        days=14,
        pay=460,
        currency="USD",
        starts=(18, 36),
        apply_in=13,
        posted=3,
    ),
    Project(
        title="Write honest English labels for twelve teas",
        by="Minamo Tea",
        field="writing",
        languages=("en",),
        text=prose("""
            Our English labels were translated by a machine and read like it: one tea tastes of
            “the nostalgia of grass”. Visitors photograph them for the wrong reason.

            You get twelve small packets by post, a sheet for each with where it grew and how it
            was steamed, and an hour on the telephone with Haruka, who makes them. Taste, ask,
            and write forty words for each tea that are true and that somebody in a hurry can
            choose by, and six words for the shelf.

            If you read Japanese you will enjoy the sheets more; you do not need it. We print
            what you write, with your name on the back.
        """),
        deliverables=(
            "Twelve labels of forty words, and twelve lines of six",
            "One page on what you would never write about tea again",
        ),
        acceptance=(
            "Haruka recognises every tea from its label alone",
            "No word stands on more than three labels",
        ),
        skills=("Copywriting", "English", "Food"),
        questions=("Describe in twenty words what you drank this morning.",),
        hours=12,
        per_week=6,
        days=14,
        pay=24000,
        currency="JPY",
        starts=(21, 42),
        apply_in=16,
        posted=5,
    ),
    Project(
        title="Buy a loaf from a wheelchair: four shops, one list",
        by="Bell & Barley Bakeries",
        field="community",
        arrangement="in_person",
        country="US",
        city="Minneapolis",
        more_places=(("US", "Saint Paul"),),
        text=prose("""
            Our shops pass every inspection, and still people turn round at the door of one of
            them. An inspector measures ramps; nobody tries to reach the rye on the top shelf
            with a coffee in the other hand.

            Spend two hours in each of four shops with a tape measure, a camera and, if you use
            one, your own chair. Do what customers do, from the bus stop to the card reader, and
            write down where you waited, asked, or gave up.

            You decide the order of the shops and may leave one out; the fare is paid on top. A
            manager at each place knows you are coming and keeps out of your way.
        """),
        deliverables=(
            "A table of what stopped you, with place, picture and how bad it was",
            "One list for all four shops: what costs nothing, little, or a builder",
        ),
        acceptance=("Every entry says what was tried, and can be found again",),
        skills=("Accessibility", "Research", "Report writing"),
        requirements=("You use a wheelchair, or go with somebody who does and is paid by us",),
        questions=("What is the smallest thing that has ever kept you out of a building?",),
        hours=18,
        per_week=9,
        days=14,
        pay=450,
        currency="USD",
        starts=(22, 45),
        apply_in=15,
        posted=6,
        seen_by=("tamarack",),
    ),
]
