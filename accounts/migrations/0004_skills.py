"""The first words of the vocabulary: skills as students write them, by field."""

from django.db import migrations
from django.utils.text import slugify

SKILLS = {
    "data": """
        Excel, Google Sheets, SQL, Python, R, pandas, Power BI, Tableau, Stata, SPSS, Statistics,
        Data analysis, Data cleaning, Data collection, Data visualization, Data entry, Machine
        learning, Forecasting, Survey design, Web scraping, Dashboards, A/B testing
    """,
    "marketing": """
        Marketing, Social media, Social media marketing, Content marketing, Content calendar,
        Email marketing, Newsletters, SEO, Google Analytics, Google Ads, Branding, Community
        management, Influencer marketing, Event planning, Public relations, Market research,
        Competitor analysis, Customer research, Sales, Lead generation, CRM, Fundraising, Outreach
    """,
    "writing": """
        Writing, Copywriting, Editing, Proofreading, Blogging, Technical writing, Science writing,
        Grant writing, Journalism, Storytelling, Plain language, Documentation, Translation,
        Transcription, Subtitling, Report writing
    """,
    "research": """
        Research, Desk research, Literature review, Interviewing, Qualitative research,
        Quantitative research, Policy analysis, User research, Focus groups, Archives, Legal
        research, Fact-checking
    """,
    "design": """
        Graphic design, Interface design, UX design, Information design, Figma, Canva, Photoshop,
        Illustrator, InDesign, Illustration, Logo design, Presentation design, Photography, Photo
        editing, Video editing, Filming, Animation, Podcast editing, 3D modeling, AutoCAD
    """,
    "coding": """
        Web development, JavaScript, TypeScript, HTML and CSS, React, Node.js, Django, WordPress,
        Shopify, Java, C++, C#, PHP, Go, Git, Linux, APIs, Databases, Testing, App development,
        Automation, Accessibility, Performance, Cybersecurity, Cloud computing, Prompt writing
    """,
    "finance": """
        Accounting, Bookkeeping, Budgeting, Financial modeling, Financial analysis, Pricing,
        Valuation, Economics, Business planning, Auditing, Taxes
    """,
    "operations": """
        Operations, Project management, Process mapping, Supply chain, Logistics, Scheduling,
        Customer service, Human resources, Recruiting, Data protection, Quality control, Notion
    """,
    "environment": """
        Biology, Marine biology, Ecology, Biodiversity surveys, Fieldwork, Scuba diving, Maps and
        GIS, Sustainability, Carbon accounting, Laboratory work, Animal care, Environmental policy
    """,
    "education": """
        Teaching, Tutoring, Lesson planning, Curriculum design, Workshop facilitation, Public
        speaking, Presentation, Mentoring, Teamwork, Attention to detail, Problem solving
    """,
    "languages": """
        English, Spanish, French, Portuguese, German, Italian, Hindi, Marathi, Tamil, Bengali,
        Filipino, Arabic, Mandarin Chinese, Japanese, Korean, Welsh, Sign language
    """,
}


def words(text):
    return [" ".join(word.split()) for word in text.split(",")]


def slug(name):
    """C++ and C# are not C."""
    spelled = name.replace("+", " plus ").replace("#", " sharp ").replace(".", " dot ")
    return slugify(spelled)[:70]


def add(apps, schema_editor):
    Skill = apps.get_model("accounts", "Skill")
    for text in SKILLS.values():
        for name in words(text):
            Skill.objects.get_or_create(slug=slug(name), defaults={"name": name})


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_payout_routes")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
