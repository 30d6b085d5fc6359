using Lintel.Audit;
using Lintel.Keys;

namespace Lintel.Tests.Audit;

public sealed class AuditChainTests
{
    private static readonly string Old = "1:" + new string('p', Pepper.MinLength);
    private static readonly AuditChain Chain = new(Pepper.Parse(Old));

    [Fact]
    public void Any_character_of_the_lists_that_is_altered_is_found()
    {
        var (row, _) = Chain.Add(Row(), head: null);
        Assert.Null(Chain.Check(row, before: null));

        for (var place = 0; place < row.Seals!.Length; place++)
        {
            Assert.NotNull(Chain.Check(row with { Seals = Altered(row.Seals, place) }, before: null));
        }

        for (var place = 0; place < row.Changes.Length; place++)
        {
            Assert.NotNull(Chain.Check(row with { Changes = Altered(row.Changes, place) }, before: null));
        }
    }

    [Fact]
    public void Value_that_is_erased_leaves_the_entry_whole_and_nothing_of_itself()
    {
        var (row, head) = Chain.Add(Row(), head: null);
        var (next, _) = Chain.Add(Row(), head);

        var erased = Chain.Erase(row, (name, text) => name == "address" || text == "Grace");

        Assert.Null(Chain.Check(erased, before: null));
        Assert.Null(Chain.Check(next, erased.Mac));
        Assert.Equal((null, "Ada"), (erased.Address, erased.UserName));
        Assert.Equal([new AuditChange("name", "Old", null, IsErased: true)], AuditText.ToChanges(erased.Changes));
        Assert.DoesNotContain(
            AuditText.ToSeals(row.Seals).Where(seal => seal.Name == "address").Select(seal => Convert.ToBase64String(seal.Salt!)),
            salt => erased.Seals!.Contains(salt, StringComparison.Ordinal));
        Assert.Same(erased, Chain.Erase(erased, (name, _) => name == "address"));
    }

    [Fact]
    public void Value_that_others_have_taken_away_is_missed()
    {
        var (row, _) = Chain.Add(Row(), head: null);
        var stranger = new AuditChain(Pepper.Parse("1:" + new string('q', Pepper.MinLength)));

        Assert.NotNull(Chain.Check(stranger.Erase(row, (name, _) => name == "address"), before: null));
        Assert.NotNull(Chain.Check(row with { Address = null }, before: null));
    }

    [Fact]
    public void Entries_of_before_a_rotation_of_the_pepper_are_verified_with_its_old_version()
    {
        var (row, head) = Chain.Add(Row(), head: null);
        var rotated = new AuditChain(Pepper.Parse($"{Old} 2:{new string('r', Pepper.MinLength)}"));

        var (next, end) = rotated.Add(Row(), head);

        Assert.Equal((1, 2), (row.PepperVersion, next.PepperVersion));
        Assert.Null(rotated.Check(row, before: null));
        Assert.Null(rotated.Check(next, row.Mac));
        Assert.Null(rotated.Check(end));
        Assert.Contains("version 2 of the pepper", Chain.Check(next, row.Mac), StringComparison.Ordinal);
    }

    private static AuditRow Row() => new()
    {
        Seq = 7,
        RequestId = "req_1",
        At = 5,
        UserId = "op_a",
        UserName = "Ada",
        AccountId = "acct_operator",
        Address = "192.0.2.1",
        Operation = "PATCH /lintel/v1/keys/{id}",
        Target = "key_a",
        Outcome = "done",
        Changes = AuditText.Of([new AuditChange("name", "Old", "Grace")]),
    };

    private static string Altered(string text, int place) => $"{text[..place]}{(char)(text[place] ^ 1)}{text[(place + 1)..]}";
}
