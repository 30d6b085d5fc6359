using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Dapper;
using Lintel.Management;
using Lintel.Webhooks;

namespace Lintel.Otp;

/// <summary>The OTP requests and webhooks of an account, for the export and the erasure of what is kept of it.</summary>
internal sealed class OtpAccountRecords(OtpDatabase database, WebhookStore webhooks) : IAccountRecords
{
    private const int AtOnce = 500;

    public async IAsyncEnumerable<AccountRecord> ReadAsync(string accountId, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var after = string.Empty; ;)
        {
            var page = await database.ReadAsync(
                async connection => (await connection.QueryAsync<Row>(
                    """
                    SELECT id, application_id AS ApplicationId, phone_number AS PhoneNumber, purpose, reference, status FROM otp_requests
                    WHERE account_id = @accountId AND id > @after ORDER BY id LIMIT @AtOnce
                    """,
                    new { accountId, after, AtOnce })).AsList(),
                cancellationToken);
            foreach (var row in page)
            {
                yield return new AccountRecord("otp.request", row.ToJson());
            }

            if (page.Count < AtOnce)
            {
                break;
            }

            after = page[^1].Id;
        }

        foreach (var url in await database.ReadAsync(
            connection => connection.QueryAsync<string>("SELECT url FROM webhooks WHERE tenant = @accountId ORDER BY id", new { accountId }),
            cancellationToken))
        {
            yield return new AccountRecord("otp.webhook", new JsonObject { ["url"] = url });
        }
    }

    public async Task EraseAsync(string accountId, CancellationToken cancellationToken)
    {
        while (await database.WriteAsync(
            connection => connection.ExecuteAsync(
                "DELETE FROM otp_requests WHERE id IN (SELECT id FROM otp_requests WHERE account_id = @accountId LIMIT @AtOnce)", new { accountId, AtOnce }),
            cancellationToken) == AtOnce)
        {
            // More are left.
        }

        await webhooks.RemoveTenantAsync(accountId, cancellationToken);
    }

    private sealed class Row
    {
        public string Id { get; set; } = string.Empty;

        public string ApplicationId { get; set; } = string.Empty;

        public string PhoneNumber { get; set; } = string.Empty;

        public string Purpose { get; set; } = string.Empty;

        public string? Reference { get; set; }

        public string Status { get; set; } = string.Empty;

        public JsonObject ToJson() => new()
        {
            ["id"] = Id,
            ["applicationId"] = ApplicationId,
            ["phoneNumber"] = PhoneNumber,
            ["purpose"] = Purpose,
            ["reference"] = Reference,
            ["status"] = Status,
        };
    }
}
