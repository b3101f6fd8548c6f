//! What wallets sign.

use io_access::{Statement, WorkloadRequest, APPLICATION_DOMAIN};
use solana_keypair::Signer;
use solana_offchain_message::{MessageFormat, OffchainMessage};

use crate::{
    people::{container, service_key, wallet, RENTER},
    service, workload,
};

fn statements() -> [Statement; 2] {
    let request = workload::unsigned(vec![1; 300]);
    [request.statement(), service::unsigned().statement()]
}

#[test]
fn a_person_can_read_them() {
    let [workload, service] = statements();
    let text = "io access 1, workload. I rent this reservation and send its supplier a sealed workload. \
        Network: US517G5965aydkZ46HS38QLi7UQiSojurfbQfKCELFx. Reservation: YMN9Qj5jPNp7j14VPcML1B6xGgcPWVZUGLFU3Mnyfaf. \
        SHA-256: 893c172baa019a7bc919e5b8255d39258346a9953f305d0b115076f2cc26cbed. Issued: 2027-01-31T16:30:00Z. \
        Sequence: 7.";
    assert_eq!(workload.text(), text);
    let text = "io access 1, service key. I act for this supplier: seal its workloads to this key. \
        Network: US517G5965aydkZ46HS38QLi7UQiSojurfbQfKCELFx. Supplier: cGfHiC6Kgg3FpFZvgwGcswsCRtp4aBP2fzuXRQPizuN. \
        Key: age1qeznlnvuaadp75avcnu5yyzvpj8fuf74c7eh74g8ehx3v2qst93swk3kuh. Issued: 2027-01-31T16:30:00Z. Expires: 2027-02-01T16:30:00Z.";
    assert_eq!(service.text(), text);
}

/// `solana sign-offchain-message` signs the same bytes, and a Ledger shows them: printable ASCII of at most 1,212 bytes.
#[test]
fn they_are_off_chain_messages_of_solana() {
    for statement in statements() {
        let message = OffchainMessage::new(0, statement.text().as_bytes()).unwrap();
        assert_eq!(message.get_format(), MessageFormat::RestrictedAscii);
        assert_eq!(message.serialize().unwrap(), statement.message());
        let read = OffchainMessage::deserialize(&statement.message());
        assert_eq!(read, Ok(message));
    }
}

#[test]
fn either_form_of_the_header_is_accepted_and_no_other() {
    let sealed = container().seal(&service_key().public()).unwrap();
    let unsigned = workload::unsigned(sealed);
    let (wallet, statement) = (wallet(RENTER), unsigned.statement());
    let accept = |message: &[u8]| {
        let signature = wallet.sign_message(message);
        let request: WorkloadRequest = unsigned.clone().with_signature(wallet.pubkey(), signature);
        request.accept(&workload::terms(), &service_key())
    };
    assert_eq!(accept(&statement.message()), Ok(container()));
    let with_signer = statement.message_with_signer(&wallet.pubkey());
    assert_eq!(accept(&with_signer), Ok(container()));
    let others = [
        statement.text().as_bytes().to_vec(),
        statement.message_with_signer(&crate::people::address(1)),
        OffchainMessage::new(0, b"another")
            .unwrap()
            .serialize()
            .unwrap(),
        [&statement.message()[..], b" "].concat(),
    ];
    for other in others {
        assert_eq!(accept(&other).unwrap_err().name(), "BadSignature");
    }
}

#[test]
fn the_application_is_the_marketplace() {
    assert_eq!(APPLICATION_DOMAIN, io_common::ids::marketplace::ID);
}
