"""The register of readings: where the decrees leave a point open, what was chosen and what else could be.

For people: Swedish, the numbers filled in from the decrees. What the rules compute with is in `rules.readings`.
"""

from rules.open_points import Alternative, Evidence, Reading, Support

REGISTER = (
    Reading(
        "T01",
        "Storleken på en regions reserverade månadspott",
        (
            Alternative(
                "rounded",
                "Kravets belopp delat med antalet månader gånger regionens andel av befolkningen, avrundat till hela "
                "kronor per region (halva kronor uppåt).",
            ),
            Alternative("exact", "Oavrundad fram till utbetalningen."),
        ),
        (
            Support(Evidence.DECISION, "Överenskommelsen: alla regioners belopp stämmer."),
            Support(Evidence.CHOICE, "Vårdplatsbeslutet, vars utfall inte är publicerat."),
        ),
    ),
    Reading(
        "T02",
        "När en utbetalning avrundas",
        (
            Alternative(
                "per_payment",
                "En gång per region och utbetalning: summan över månader och mått av intjänad del gånger reserverad "
                "pott, halva kronor uppåt.",
            ),
            Alternative("per_month", "Per månad och mått."),
        ),
        (
            Support(
                Evidence.CHOICE,
                "De publicerade beloppen stämmer alla med båda sätten och kan inte skilja dem åt.",
            ),
        ),
    ),
    Reading(
        "T03",
        "En fördelning vars avrundade delar inte summerar till beloppet",
        (
            Alternative(
                "as_published",
                "Varje statsbidrag har sin: största resten, eller avrundning halv uppåt med skillnaden på den största "
                "delen. Vid lika: större vikt, större befolkning, lägsta länskod.",
            ),
            Alternative("largest_remainder", "Största resten för alla statsbidrag."),
            Alternative("residual_on_largest", "Skillnaden på den största delen för alla statsbidrag."),
        ),
        (
            Support(
                Evidence.DECISION,
                "Alla regioners belopp ({basic_kr} kronor) i bilaga 2 till vårdplatsbeslutet kräver den ena metoden, "
                "och alla i beslutet om överenskommelsen ({first_0_18_kr} kronor) den andra.",
            ),
            Support(Evidence.CHOICE, "Alla andra fördelningar."),
        ),
    ),
    Reading(
        "T04",
        "Bonuspotten",
        (
            Alternative(
                "shared",
                "Avsatt belopp minus allt som betalats i hela kronor för uppfyllda krav, fördelat efter de hela "
                "kronor varje region fått. En gemensam pott för statsbidragets alla krav. Har ingen fått något ligger "
                "potten kvar och redovisas. Potten är aldrig under noll: blir det intjänade några kronor mer än det "
                "avsatta, tas de ur de intjänade beloppen i utbetalningen som gör upp potten (T03).",
            ),
            Alternative("per_requirement", "En bonuspott per krav eller mått."),
        ),
        (
            Support(Evidence.DECISION, "Överenskommelsen: alla regioners belopp stämmer."),
            Support(Evidence.CHOICE, "Vårdplatsbeslutet, och hur ett överskott tas ut."),
        ),
    ),
    Reading(
        "T05",
        "Månaderna i kravet för barn- och ungdomspsykiatrin 2024",
        (
            Alternative("eleven", "Elva: januari–juni betalas i augusti, juli–november i december."),
            Alternative("ten", "Tio: februari–juni och juli–november."),
        ),
        (
            Support(
                Evidence.DECISION,
                "Två regioner har tjänat in fler potter i första perioden än fem månader med tre mått rymmer.",
            ),
        ),
    ),
    Reading(
        "T06",
        "Förbättring nära stegen vid {lowest_band_points}, {middle_band_points} och {highest_band_points} "
        "procentenheter",
        (
            Alternative(
                "difference_rounded",
                "Skillnaden mellan andelarna räknas exakt ur antalen och avrundas till en decimal (halv uppåt) innan "
                "steget väljs.",
            ),
            Alternative(
                "exact", "Exakta gränser vid {lowest_band_points}, {middle_band_points} och {highest_band_points}."
            ),
            Alternative("shares_rounded", "Andelarna avrundas till en decimal först."),
        ),
        (Support(Evidence.CHOICE, "Texten är öppen."),),
    ),
    Reading(
        "T07",
        "Minst {threshold_percent} procent av de genomförda i tid",
        (
            Alternative(
                "exact",
                "Exakt, utan avrundning av andelen. Inga genomförda: ej uppfyllt.",
            ),
            Alternative("whole_percent", "Andelen avrundas till hela procent."),
            Alternative("one_decimal", "Andelen avrundas till en decimal."),
        ),
        (Support(Evidence.TEXT, "Ordalydelsen är minst {threshold_percent} procent."),),
    ),
    Reading(
        "T08",
        "Fler än {untested_waiting} väntande",
        (
            Alternative(
                "threshold_only",
                "Gäller bara vägen med {threshold_percent} procent; med högst {untested_waiting} väntande prövas inte "
                "det andra villkoret.",
            ),
        ),
        (Support(Evidence.TEXT, "Villkoret står tillsammans med nivån på {threshold_percent} procent."),),
    ),
    Reading(
        "T09",
        "Förbättring med minst {improvement_percent} procent (vårdplatser)",
        (
            Alternative(
                "relative",
                "Relativ och exakt: minskningen är minst {improvement_percent} procent av värdet året före, räknat på "
                "decimalerna som de rapporterats. Färre är bättre.",
            ),
            Alternative(
                "percentage_points", "Procentenheter: värdet är minst {improvement_percent} lägre än året före."
            ),
        ),
        (Support(Evidence.TEXT, "Texten säger procent."),),
    ),
    Reading(
        "T10",
        "Inget värde, eller noll, för samma månad året före",
        (
            Alternative("closed", "Vägen förbättring är stängd; vägen med de bästa platserna är öppen."),
            Alternative("zero_kept", "Noll båda åren räknas som uppfyllt."),
        ),
        (
            Support(Evidence.TEXT, "Jämförelsen förutsätter ett värde för året före."),
            Support(Evidence.CHOICE, "Att noll är ett värde som inte går att förbättra."),
        ),
    ),
    Reading(
        "T11",
        "Lika värden vid sista plats som ger rätt",
        (
            Alternative(
                "all_tied",
                "Alla som delar sista plats kvalificerar sig. Rangordningen görs bland alla regioner med giltig "
                "rapport för månaden, även de som kvalificerar sig genom förbättring.",
            ),
            Alternative("none_tied", "Ingen av dem som delar sista plats."),
            Alternative(
                "lot",
                "Lottning.",
                computable=False,
                no_price="Vem en lott faller på går inte att veta i förväg.",
            ),
        ),
        (Support(Evidence.CHOICE, "Texten är öppen."),),
    ),
    Reading(
        "T12",
        "Ingen giltig rapport för en månad",
        (
            Alternative(
                "forfeited",
                "Inget intjänat för månaden och kravet; den reserverade potten går till bonuspotten.",
            ),
        ),
        (Support(Evidence.TEXT, "Följer av att kravet inte är uppfyllt."),),
    ),
    Reading(
        "T13",
        "Det grundläggande kravet 2024 ({basic_kr} kronor)",
        (
            Alternative(
                "liable",
                "Beloppen är de i bilaga 2; en region som inte rapporterar blir återbetalningsskyldig för sitt "
                "belopp, som inte fördelas om.",
            ),
            Alternative("redistributed", "De övriga delar beloppet efter befolkning."),
        ),
        (
            Support(
                Evidence.CHOICE,
                "Bilaga 1 delar beloppet mellan dem som uppfyller kravet, bilaga 2 trycker belopp för alla, och "
                "regeln om återbetalning talar för det senare.",
            ),
        ),
    ),
    Reading(
        "T14",
        "{block1_kr} kronor lika mellan regionerna (2025, block 1)",
        (
            Alternative(
                "remainder_kept",
                "Lika betyder lika, i hela kronor; de kronor som inte går jämnt ut blir kvar hos myndigheten och "
                "redovisas som ofördelade.",
            ),
            Alternative("apportioned", "Enligt T03; några regioner får en krona mer."),
        ),
        (Support(Evidence.CHOICE, "Texten är öppen."),),
    ),
    Reading(
        "T15",
        "Operationer 2025, block 2",
        (
            Alternative(
                "home_region",
                "Räknas för månaderna som mäts, på patientens hemregion oavsett var de utförts; ersättning per "
                "operation upp till taket.",
            ),
        ),
        (Support(Evidence.TEXT, "Står i bilaga 1."),),
    ),
    Reading(
        "T16",
        "Kvarstående medel 2025, block 2",
        (
            Alternative(
                "five_best",
                "{block2_kr} kronor minus allt intjänat; delas på operationerna efter beslutets procentsatser (T03), "
                "och varje del fördelas på de {best_places} regioner som har flest operationer per invånare, i "
                "proportion till taken (T03). Lika vid sista plats som T11. En region utan operationer av slaget "
                "kvalificerar sig aldrig; utan kvalificerad region blir delen ofördelad.",
            ),
        ),
        (
            Support(Evidence.TEXT, "Står i bilaga 1."),
            Support(Evidence.CHOICE, "Lika värden vid sista plats."),
        ),
    ),
    Reading(
        "T17",
        "Andra utbetalningen 2024, medel från regioner som inte uppfyllt avsnitt 5",
        (Alternative("by_population", "Fördelas efter total befolkning bland de regioner som uppfyllt kraven."),),
        (Support(Evidence.TEXT, "Avsnitt 2 i överenskommelsen."),),
    ),
    Reading(
        "T18",
        "Vilka utbetalningar som ska rekvireras, och rekvisition efter sista dagen",
        (
            Alternative(
                "lapsed",
                "Rekvireras: överenskommelsens första utbetalning och vårdplatsbeslutets grundläggande krav. Övriga "
                "betalas utan rekvisition, om myndigheten inte har begärt en (T23). Sista dagen för rekvisition i "
                "besluten om vårdplatser och vårdköer är myndighetens egen. En rekvisition efter sin sista dag "
                "betalas inte och redovisas som förfallen.",
            ),
            Alternative("late_paid", "Sena rekvisitioner betalas.", computable=False),
        ),
        (
            Support(Evidence.TEXT, "Vilka som ska rekvireras, och att SKR:s medel förfaller (avsnitt 6)."),
            Support(Evidence.CHOICE, "Att också regionernas medel förfaller."),
        ),
    ),
    Reading(
        "T19",
        "Små tal i det som publiceras",
        (
            Alternative(
                "suppressed",
                "Antal under tröskeln döljs, och så många celler till att inget dolt tal kan räknas fram.",
            ),
        ),
        (
            Support(Evidence.TEXT, "Överenskommelsen anger SCB:s tröskelvärdesregel."),
            Support(Evidence.CHOICE, "Tröskeln."),
        ),
    ),
    Reading(
        "T20",
        "Befolkningen som fördelningen vilar på",
        (
            Alternative(
                "first_of_november",
                "Befolkningen i november året före bidragsåret: total, och barn och unga för barn- och "
                "ungdomspsykiatrin.",
            ),
        ),
        (
            Support(
                Evidence.DECISION,
                "{first_population_kr} kronor efter folkmängden i vårdplatsbeslutets bilaga 2 ger alla regioners "
                "publicerade belopp.",
            ),
        ),
    ),
    Reading(
        "T21",
        "Övriga medel i avsnitt 6 i överenskommelsen, skrivna i hela miljoner",
        (Alternative("half_million", "{first_population_kr} kronor; texten avrundar."),),
        (Support(Evidence.DECISION, "Utbetalningsbeslutet anger {first_population_kr} kronor."),),
    ),
    Reading(
        "T22",
        "Två vägar leder till samma del",
        (
            Alternative(
                "most_then_first",
                "Vägen är den som ger mest; vid lika del den som beslutet nämner först (förbättring).",
            ),
        ),
        (Support(Evidence.TEXT, "Vårdplatsbeslutet säger det för sina krav."),),
    ),
    Reading(
        "T23",
        "Dagar och villkor som myndigheten anger",
        (
            Alternative(
                "delivered",
                "Lämnas som leveranser av slaget anvisningar med myndighetens diarienummer. Utan en sådan: rapporter "
                "så många veckor efter månaden som förvalet säger, ingen sista dag för rekvisitioner, inget mer "
                "begärs.",
            ),
        ),
        (Support(Evidence.TEXT, "Senast det datum som Socialstyrelsen anger (bilaga 1 i båda besluten)."),),
    ),
    Reading(
        "T24",
        "När en månad är stängd",
        (
            Alternative(
                "closed",
                "När sista rapportdagen har passerat eller alla regioner har rapporterat hela månaden. Dessförinnan "
                "inväntas den som inte har rapporterat. En utbetalning görs upp när alla dess månader är stängda. I "
                "en stängd månad gäller T12 för var och en, också när ingen har rapporterat.",
            ),
            Alternative("held_back", "Utbetalningen hålls inne tills någon har rapporterat varje månad."),
        ),
        (
            Support(
                Evidence.TEXT,
                "Uppfyller ingen region kravet en månad går månadens alla medel till bonuspotten "
                "(överenskommelsen, avsnitt 3.7); dagen är den i T23.",
            ),
        ),
    ),
    Reading(
        "T25",
        "En rapport efter sista dagen",
        (
            Alternative("counts", "Räknas så länge utbetalningen inte är beslutad."),
            Alternative("in_time", "Räknas inte."),
        ),
        (Support(Evidence.CHOICE, "Texten är öppen."),),
    ),
    Reading(
        "T26",
        "Vad ett genomfört besök, en utredning eller en behandling är",
        (
            Alternative(
                "without_own_wish",
                "Antalen utan patientvald väntan, som databasens egen andel räknas.",
            ),
            Alternative("all_completed", "Alla genomförda, där antalen är levererade."),
        ),
        (Support(Evidence.CHOICE, "Avsnitt 3.4 hänvisar till hälso- och sjukvårdsförordningen."),),
    ),
    Reading(
        "T27",
        "Registerposter och rapporterade antal för samma månad",
        (
            Alternative(
                "when_covered",
                "Poster ersätter antalen för en månad bara när de täcker den: alla hemregioner förekommer. Andra "
                "poster sparas, visas som en skillnad och flyttar inget.",
            ),
            Alternative("never", "Aldrig.", computable=False),
            Alternative("always", "Alltid, per region och månad.", computable=False),
        ),
        (Support(Evidence.CHOICE, "Texten är öppen."),),
    ),
    Reading(
        "T28",
        "Siffrorna i ett tal i en arbetsbok",
        (
            Alternative(
                "fifteen",
                "Talet läses med så många värdesiffror som Excel själv visar; det binära talets övriga siffror räknas "
                "inte.",
            ),
            Alternative(
                "stored",
                "Den kortaste decimalen av det lagrade talet.",
                computable=False,
                no_price="Av ett tal bevaras bara de siffror som Excel visar; resten av det lagrade talet finns inte "
                "att räkna på.",
            ),
        ),
        (Support(Evidence.CHOICE, "Det är vad Excel visar och jämför."),),
    ),
)

OF_DELIVERIES = ("T28",)
"""The readings that no decree names, since they are on how any delivery is read."""

BY_ID = {reading.id: reading for reading in REGISTER}
