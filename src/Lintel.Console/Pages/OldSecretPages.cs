using AspNetCoreGeneratedDocument;
using Lintel.Management;
using Lintel.Management.Usage;

namespace Lintel.Console;

/// <summary>Old secrets of keys that are still used in the overlap of a rotation.</summary>
internal static class OldSecretPages
{
    private const string PageLength = "50";

    public static void Map(ConsoleRoutes routes) => routes.Page("/keys/old-secrets", ListAsync);

    private static async Task<ConsoleView> ListAsync(ConsoleCall call)
    {
        var page = await call.ReadAsync<Page<OldSecretShape>>("/usage/old-secrets", ("cursor", call.Query("cursor")), ("limit", PageLength));
        var names = await RecordNames.ReadAsync(call, page.Data.Select(secret => secret.AccountId));
        return new ConsoleView("Old secrets in use", Section.Keys, new Views_OldSecrets { Model = new OldSecretsModel(call, page, names) });
    }
}

/// <summary>A page of old secrets that are still used.</summary>
internal sealed record OldSecretsModel(ConsoleCall Call, Page<OldSecretShape> Page, RecordNames Names);
