using Dapper;
using Lintel.Sqlite;

namespace Lintel.Tests.Storage;

/// <summary>Searches compare texts in lower case beyond ASCII as well.</summary>
public sealed class CaseFoldingTests
{
    [Theory]
    [InlineData("MÜLLER KG", "müller", true)]
    [InlineData("Müller KG", "MÜLLER", true)]
    [InlineData("ΣΊΣΥΦΟΣ", "σίσυφος", true)]
    [InlineData("Σίσυφος", "ΣΊΣΥΦΟΣ", true)]
    [InlineData("ЖЁЛТЫЙ", "жёлтый", true)]
    [InlineData("Iğdır", "IĞDIR", false)]
    [InlineData("İzmir", "izmir", false)]
    [InlineData("İzmir", "İZMİR", false)]
    [InlineData("İZMİR", "İZMİr", true)]
    [InlineData("Straße", "STRASSE", false)]
    [InlineData("Muller KG", "müller", false)]
    public async Task Text_is_found_in_any_letter_case_but_not_by_other_letters(string stored, string sought, bool found)
    {
        using var folder = new TemporaryFolder();
        await using var database = SqliteDatabase.Open(folder.File("items.db"), ["CREATE TABLE item (name TEXT NOT NULL)"]);
        await database.WriteAsync(connection => connection.ExecuteAsync("INSERT INTO item VALUES (@stored)", new { stored }), TestContext.Current.CancellationToken);

        var count = await database.ReadAsync(
            connection => connection.QuerySingleAsync<int>("SELECT count(*) FROM item WHERE lower(name) LIKE '%' || lower(@sought) || '%'", new { sought }),
            TestContext.Current.CancellationToken);

        Assert.Equal(found ? 1 : 0, count);
    }
}
