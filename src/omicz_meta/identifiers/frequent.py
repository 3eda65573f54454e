"""Frequent Czech given names and surnames, written down by hand: stems in small letters without diacritics.

Short on purpose. Words that are ordinary words as well (`cerny`, `svoboda`, `kral`) stand apart, since alone they prove
nothing.
"""

from __future__ import annotations

_GIVEN = """
adam adela alena ales alexandr alzbeta anastazie andrea aneta anezka anna antonin barbora bedrich
blanka bohumil bohuslav bozena bretislav cyril dagmar dalibor dana daniel daniela david denisa
dominik dominika drahomira dusan eduard eliska ema emil emilie erik ester eva filip frantisek
frantiska gabriela hana hanka hedvika helena igor ilona irena iva ivan ivana iveta ivo jakub jan
jana jarmila jaromir jaroslav jaroslava jindra jindrich jiri jirina jitka josef julie kamil kamila
karel karla karolina katerina klara kristyna kveta kvetoslava ladislav lenka leos libor libuse linda
lubomir lubos lucie ludek ludmila lukas magda magdalena marcel marcela marek marie marketa marta
martin martina matej matyas michaela michal milada milan milena milos miloslav miloslava miluse
mirek miriam miroslav miroslava monika natalie nela nikol nikola oldrich olga ondrej otakar pavel
pavla pavlina petr petra premysl radek radim radka radomir radoslav renata rene richard robert roman
romana rostislav rudolf ruzena sabina samuel sara sarka silvie simon simona slavomir sofie sona
stanislav stanislava stefan stepan stepanka svatopluk svetlana tereza tomas vaclav valerie vendula
vera veronika viktor viktorie vilem viola vit vitezslav vladimir vladimira vlasta vlastimil vojtech
vratislav zbynek zdena zdenek zdenka zdislava zofie zuzana
"""
_SURNAMES = """
adamec bartak barton bartos bednar benes beran blaha blazek bohac brabec brezina brychta bures capek
cech cermak cernik dolezal dostal dusek dvorak fiala fiser fousek hajek hala hampl hanus havel
havlicek havlik hejda hlavac hlavacek holub hora horacek horak hornak hrabal hrdlicka hruby hruska
hubacek hynek janda janecek janousek jansky jaros jelinek jezek jira jirak jirasek kadlec kafka
kalina kasal kaspar kavka klima kment kolar konecny kopecky kopriva kostal koubek koudelka koutny
kovar kovarik kozak kratochvil krejci krejcik kriz kropacek kubat kubes kubicek kucera kuchar kudrna
kvapil landa lang linhart liska lukes macek mach machacek machala marecek mares maresh marik masek
matejka matous matousek mikes mikulas moravec musil navratil nedved nejedly nemecek neuman nguyen
novacek novak novotny pavlicek pavlik pazdera pech pecha pekar pelikan pesek petracek petrik pham
pokorny polak polasek pospisil prazak pribyl prochazka prusa rehak rehor reznicek riha ruzicka
sebesta sedlacek sedlak semerad sikora simek skala sladek slama slavik smejkal smid smolik sobotka
soucek soukup spacek stanek stastny stejskal stepan stepanek straka strnad studeny suchanek sulc
svec svoboda sykora synek tesar tichacek toman tomanek tomasek tran trnka tuma tvrdik urban urbanek
vacek vachal vaclavik valasek valenta vancura vanek vasicek vavra vesely vlach vlasak vlcek vojta
vojtech volf vondra vondracek vorisek vrana vrba vydra vyskocil zach zahradnik zajic zak zapletal
zelenka zeman zika zima
"""
_ALSO_WORDS = """
barton beran blaha bohac brezina cech dostal fiala hajek hala havel holub hora hruby hruska hubacek
hynek janda jaros jezek jira kafka kalina kavka klima kolar konecny kopecky koprina kopriva kovar
kozak krejci kriz kubat kuchar landa lang liska macek mach mares marik masek matous mikes mikulas
nejedly novotny pavlik pech pecha pekar pelikan pham pokorny polak pospisil prazak ruzicka sedlak
sikora simek skala slama slavik smolik sobotka soukup spacek stanek stastny stepan straka strnad
studeny sulc svec svoboda tesar toman tran trnka tuma urban vacek vanek vesely vlach vlcek vojta
vojtech volf vrana vrba vydra zach zahradnik zajic zak zelenka zeman zika zima
"""

GIVEN = frozenset(_GIVEN.split())
SURNAMES = frozenset(_SURNAMES.split())
ALSO_WORDS = frozenset(_ALSO_WORDS.split())
