// A form for a passkey: shown where the browser knows passkeys (at an address with a name: they are not for bare numbers), sent with the browser's answer.

export function passkey(form: HTMLFormElement): void {
  if (!("PublicKeyCredential" in window) || !("parseCreationOptionsFromJSON" in PublicKeyCredential) || /^[\d.]+$|:/.test(location.hostname)) return;
  form.hidden = false;
  form.addEventListener("submit", (sent) => {
    sent.preventDefault();
    const options = JSON.parse(form.dataset.options!);
    const asked =
      form.dataset.passkey === "create"
        ? navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
        : navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    asked.then(
      (credential) => {
        if (credential === null) return;
        (form.elements.namedItem("answer") as HTMLInputElement).value = JSON.stringify(credential);
        form.submit();
      },
      () => {}, // she changed her mind: the page stays as it is
    );
  });
}
