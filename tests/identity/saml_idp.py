"""A SAML 2.0 identity provider: pysaml2's, behind a few addresses. `python -m … FOLDER`.

It writes its port on the first line. `/plan` says who signs in next, and what goes wrong; `/sp`
takes the metadata of a site. Signatures are made by libxmlsec in this process, so that no program
has to be installed.
"""

import datetime
import json
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT
from saml2.config import IdPConfig
from saml2.metadata import entity_descriptor
from saml2.saml import NAME_FORMAT_URI, NAMEID_FORMAT_PERSISTENT, NameID
from saml2.server import Server
from saml2.sigver import CryptoBackend
from saml2.xmldsig import DIGEST_SHA256, SIG_RSA_SHA256

PASSWORD = "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport"


class Libxmlsec(CryptoBackend):
    def sign_statement(self, statement, node_name, key_file, node_id):
        text = statement if isinstance(statement, bytes) else str(statement).encode()
        tree = etree.fromstring(text)
        xmlsec.tree.add_ids(tree, ["ID"])
        node = next(each for each in tree.iter() if each.get("ID") == node_id)
        wanted = node.find("{http://www.w3.org/2000/09/xmldsig#}Signature")
        signing = xmlsec.SignatureContext()
        signing.key = xmlsec.Key.from_file(key_file, xmlsec.KeyFormat.PEM)
        signing.sign(wanted)
        return etree.tostring(tree).decode()


def make_key(folder: Path) -> tuple[str, str]:
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "idp.example")])
    now = datetime.datetime.now(datetime.UTC)
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name)
    made = made.public_key(key.public_key()).serial_number(x509.random_serial_number())
    made = made.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=9))
    paths = folder / "idp.key", folder / "idp.crt"
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    paths[0].write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.TraditionalOpenSSL, plain)
    )
    paths[1].write_bytes(made.sign(key, hashes.SHA256()).public_bytes(pem))
    return str(paths[0]), str(paths[1])


class Provider:
    """One identity provider, for one entity ID."""

    def __init__(self, base: str, scope: str, key: str, certificate: str) -> None:
        self.base = base
        at = {
            "single_sign_on_service": [(f"{base}/sso", BINDING_HTTP_REDIRECT)],
            "single_logout_service": [(f"{base}/slo", BINDING_HTTP_REDIRECT)],
        }
        policy = {"default": {"lifetime": {"minutes": 15}, "name_form": NAME_FORMAT_URI}}
        made = IdPConfig().load(
            {
                "entityid": f"{base}/metadata",
                "service": {"idp": {"endpoints": at, "policy": policy, "scope": [scope]}},
                "key_file": key,
                "cert_file": certificate,
                # Never called: `Libxmlsec` signs.
                "xmlsec_binary": sys.executable,
                "metadata": {"inline": []},
            }
        )
        self.config = made
        self.server = Server(config=made)
        self.server.sec.crypto = Libxmlsec()
        made.xmlsec_binary = None
        self.plan: dict = {}

    def metadata(self) -> bytes:
        return entity_descriptor(self.config).to_string()

    def name_id(self) -> NameID:
        return NameID(
            format=self.plan.get("format", NAMEID_FORMAT_PERSISTENT), text=self.plan["uid"]
        )

    def answer(self, query: dict) -> dict:
        """What the browser is to post, and where."""
        wanted = self.server.parse_authn_request(query["SAMLRequest"][0], BINDING_HTTP_REDIRECT)
        return self.respond(wanted.message.issuer.text, wanted.message.id)

    def respond(self, entity: str, asked: str | None) -> dict:
        place = self.server.metadata.assertion_consumer_service(entity, BINDING_HTTP_POST)
        signed = not self.plan.get("unsigned")
        response = self.server.create_authn_response(
            self.plan["attributes"],
            in_response_to=asked,
            destination=place[0]["location"],
            sp_entity_id=self.plan.get("audience", entity),
            name_id=self.name_id(),
            authn={"class_ref": PASSWORD, "authn_auth": self.base},
            sign_assertion=signed and not self.plan.get("sign_response"),
            sign_response=bool(self.plan.get("sign_response")),
            sign_alg=SIG_RSA_SHA256,
            digest_alg=DIGEST_SHA256,
        )
        sent = self.server.apply_binding(
            BINDING_HTTP_POST, str(response), place[0]["location"], response=True
        )
        return {"url": place[0]["location"], "html": str(sent["data"])}

    def logout(self, entity: str) -> str:
        """Where the browser is sent to be signed out."""
        place = self.server.metadata.single_logout_service(entity, BINDING_HTTP_REDIRECT, "spsso")
        to = place[0]["location"]
        _id, request = self.server.create_logout_request(to, entity, name_id=self.name_id())
        signed = not self.plan.get("unsigned")
        how = {"sign": signed, "sigalg": SIG_RSA_SHA256} if signed else {"sign": False}
        made = self.server.apply_binding(BINDING_HTTP_REDIRECT, str(request), to, **how)
        return dict(made["headers"])["Location"]


class Handler(BaseHTTPRequestHandler):
    providers: dict[str, Provider]

    def log_message(self, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        provider, what = self.of(parts.path)
        query = parse_qs(parts.query)
        if what == "metadata":
            self.send(provider.metadata(), "application/xml")
        elif what == "sso":
            self.send_json(provider.answer(query))
        elif what == "unasked":
            self.send_json(provider.respond(query["sp"][0], None))
        else:
            self.send_json({"url": provider.logout(query["sp"][0])})

    def do_POST(self) -> None:
        provider, what = self.of(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if what == "plan":
            provider.plan = json.loads(body)
        else:
            provider.server.metadata.load("inline", body)
        self.send_json({})

    def of(self, path: str) -> tuple[Provider, str]:
        _empty, name, what = path.split("/")
        return self.providers[name], what

    def send_json(self, told: dict) -> None:
        self.send(json.dumps(told).encode(), "application/json")

    def send(self, body: bytes, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main(folder: Path) -> None:
    server = HTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    key = make_key(folder)
    scopes = {"ours": "uni.example", "theirs": "other.example"}
    Handler.providers = {
        name: Provider(f"{base}/{name}", scope, *key) for name, scope in scopes.items()
    }
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
