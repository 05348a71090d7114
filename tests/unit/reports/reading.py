"""What the report tests share: Khmer sentences and a way to read a page back as other programs do."""

from __future__ import annotations

from collections.abc import Callable

import pypdfium2

# Sentences of the practice world, chosen for what is hard to draw and to read back: coeng (also double and with ro),
# vowels before and around their letter, signs above, Khmer numerals, Latin, numbers and brackets inside Khmer.
SENTENCES = (
    "ព្រះរាជាណាចក្រកម្ពុជា",
    "ជាតិ សាសនា ព្រះមហាក្សត្រ",
    "កំណត់ហេតុស្តីពីការដកហូតវត្ថុតាង",
    "សមត្ថកិច្ចបានឃាត់ខ្លួនជនសង្ស័យចំនួន ៣ នាក់",
    "នៅវេលាម៉ោង ០២:១៣ នាទី ថ្ងៃទី ២២ ខែវិច្ឆិកា ឆ្នាំ ២០២៦",
    "មេតំហ្វេតាមីន 2.5 kg (ICE) ក្នុងកញ្ចប់តែពណ៌បៃតង",
    "ស្ត្រីម្នាក់ និងកូនប្រុសស្រី",
    "ភូមិស្រែពោធិ៍ ឃុំសាមឃួយ ស្រុកសេសាន ខេត្តស្ទឹងត្រែង",
    "លោកឧត្តមសេនីយ៍ត្រី បានត្រួតពិនិត្យត្រា KH-0001 រួចហើយ។",
    "ទម្ងន់សរុប ២.៥១២,៤០ ក្រាម (2 512.40 g)",
    "កញ្ឆាស្ងួត, ហេរ៉ូអ៊ីន, កូកាអ៊ីន និងថ្នាំអ៊ិចស្តាស៊ី",
    "ប្រាក់ចំនួន ៥.០០០.០០០៛ និង $1,200",
    "អ្នកទទួលខុសត្រូវលើវត្ថុតាងបានចុះហត្ថលេខា៖ ព្រំ ច័ន្ទរ៉ា",
    "ទូរស័ព្ទ Samsung លេខ IMEI 356938035643809 នៅលើតុ",
    "ខ្ញុំសូមបញ្ជាក់ថា ការថ្លឹងនេះពិតជាត្រឹមត្រូវ ឬខុស?",
)

Reader = Callable[[bytes], str]


def read_with_pdfium(pdf: bytes) -> str:
    """Return the text of all pages as Chrome's engine finds it."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document).replace("\r\n", "\n")
    finally:
        document.close()
