using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

/// <summary>Contracts that extend a base of Lintel's or a file, and messages in files of their own.</summary>
public sealed class BundledBaseTests : IDisposable
{
    private const string Head = """
        api: shop
        title: Shop API
        basePath: /shop
        credentials:
          - { kind: bearer, prefix: shop }
        order: [credential, key, limit, route, method, scope, body, resource, rules]
        limits:
          - { name: general, per: key, allow: 60, window: 1 minute }

        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("lintel-").FullName;

    public static TheoryData<string> Names => [.. BundledBases.Names];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Bases_are_those_that_the_documents_name() => Assert.Equal(
        ["django", "github", "google", "graphql", "json-api", "laravel", "microsoft", "oauth", "problem-details", "slack", "spring-boot", "stripe"],
        BundledBases.Names);

    [Theory]
    [InlineData("docs/envelopes.md", "`")]
    [InlineData("docs/recipes.md", "`")]
    [InlineData("docs/contract-format.md", "")]
    public void Documents_name_every_base(string file, string mark)
    {
        var text = File.ReadAllText(Repository.PathOf(file));

        Assert.All(BundledBases.Names, name => Assert.Contains(mark + name + mark, text, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Base_needs_nothing_but_what_belongs_to_the_api(string name)
    {
        var contract = ContractReader.Read($"{Head}extend: {name}\n", "shop.yaml");

        Assert.True(contract.TryGetError(Condition.CredentialExpired, out _));
        Assert.True(contract.TryGetError(Condition.RateExceeded, out _));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Base_says_nothing_of_an_api(string name)
    {
        var root = (YamlMapping)YamlTree.Read(BundledBases.Find(name)!, new FaultList(name))!;

        Assert.Empty(root.Members.Select(member => member.Name).Intersect(["api", "title", "basePath", "order", "credentials", "limits", "scopes", "extend"]));
    }

    [Fact]
    public void Definition_is_overridden_member_by_member()
    {
        var contract = ContractReader.Read($"{Head}extend: problem-details\nerrors: {{ not_found: {{ message: Gone astray. }} }}\n", "shop.yaml");

        Assert.True(contract.TryGetError("not_found", out var error));
        Assert.Equal((404, "Gone astray."), (error.Status, error.Message));
    }

    [Fact]
    public void Definition_without_a_value_is_taken_away()
    {
        var contract = ContractReader.Read($"{Head}extend: problem-details\nerrors: {{ conflict: null }}\n", "shop.yaml");

        Assert.False(contract.TryGetError("conflict", out _));
    }

    [Fact]
    public void Definition_of_a_condition_takes_the_place_of_the_inherited_one()
    {
        const string Own = "errors: { nowhere: { status: 404, when: not_found, message: m, meaning: m, fix: f } }\n";
        var contract = ContractReader.Read($"{Head}extend: problem-details\n{Own}", "shop.yaml");

        Assert.True(contract.TryGetError(Condition.RouteUnknown, out var error));
        Assert.Equal("nowhere", error.Code);
        Assert.False(contract.TryGetError("not_found", out _));
    }

    [Fact]
    public void Fault_in_a_base_names_both_files()
    {
        var basis = Write("base.yaml", "extend: problem-details\nerrors:\n  not_found:\n    message: \"{nothing}\"\n");
        var own = Write("shop.yaml", Head + "extend: ./base.yaml\n");

        var fault = Assert.Single(FaultsOf(own));

        Assert.Equal((basis, 4, 5), (fault.File, fault.Line, fault.Column));
        Assert.Contains("unknown placeholder 'nothing'", fault.Problem, StringComparison.Ordinal);
        Assert.Contains(own, fault.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Fault_in_the_own_part_names_the_own_file_alone()
    {
        var own = Write("shop.yaml", Head + "extend: problem-details\nerrors:\n  not_found: { status: 999 }\n");

        var fault = Assert.Single(FaultsOf(own));

        Assert.Equal((own, 11, 24), (fault.File, fault.Line, fault.Column));
    }

    [Theory]
    [InlineData("goggle", "no base of that name", "Did you mean 'google'?")]
    [InlineData("goggle", "no base of that name", "Bases are django, github, google, graphql")]
    [InlineData("something", "no base of that name", "Bases are django, github, google, graphql")]
    [InlineData("[google]", "`extend` is a list", "one of django")]
    [InlineData("./absent.yaml", "cannot be read", "")]
    [InlineData("./shop.yaml", "extends itself", "extend one that extends nothing")]
    public void What_cannot_be_extended_is_told_at_its_place(string extend, string problem, string fix)
    {
        var own = Write("shop.yaml", $"{Head}extend: {extend}\n");

        var fault = Assert.Single(FaultsOf(own));

        Assert.Equal((own, 9, 9), (fault.File, fault.Line, fault.Column));
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
        Assert.Contains(fix, fault.Fix, StringComparison.Ordinal);
    }

    [Fact]
    public void Cycle_of_files_is_refused()
    {
        var first = Write("first.yaml", "extend: ./second.yaml\n");
        var second = Write("second.yaml", "\nextend: ./first.yaml\n");
        var own = Write("shop.yaml", Head + "extend: ./first.yaml\n");

        var fault = Assert.Single(FaultsOf(own));

        Assert.Equal((second, 2, 9), (fault.File, fault.Line, fault.Column));
        Assert.Contains("./first.yaml extends itself, by way of others", fault.Problem, StringComparison.Ordinal);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public void Messages_may_be_in_files_by_language()
    {
        Write("messages.de.yaml", "not_found: Nicht da.\nunauthorized: { message: Schlüssel fehlt., credential.expired: Schlüssel abgelaufen. }\n");
        Write("messages.en.yaml", "sold_out: All gone.\n");
        var own = Write(
            "shop.yaml",
            Head + "extend: problem-details\nmessages: { de: messages.de.yaml, en: ./messages.en.yaml }\n"
            + "errors: { sold_out: { status: 409, meaning: m, fix: f } }\n");

        var contract = ContractReader.ReadFile(own);

        Assert.Equal(["de"], contract.Languages);
        Assert.True(contract.TryGetError("sold_out", out var error));
        Assert.Equal("All gone.", error.Message);
        Assert.True(contract.TryGetError("unauthorized", out var unauthorized));
        Assert.Equal("Schlüssel abgelaufen.", unauthorized.Translations["de"].Template.FormatMessage(Refusal.For(Condition.CredentialExpired)));
    }

    [Fact]
    public void Messages_of_files_come_before_inherited_ones_and_after_those_of_the_contract()
    {
        Write("messages.yaml", "not_found: File.\nforbidden: File.\nunauthorized: { credential.expired: File. }\n");
        var own = Write("shop.yaml", Head + "extend: problem-details\nmessages: { en: messages.yaml }\nerrors: { not_found: { message: Own. } }\n");

        var contract = ContractReader.ReadFile(own);

        Assert.Equal(["Own.", "File."], new[] { "not_found", "forbidden" }.Select(code => contract.Errors.Single(error => error.Code == code).Message));
        Assert.True(contract.TryGetError("unauthorized", out var unauthorized));
        Assert.Equal("File.", unauthorized.Template.FormatMessage(Refusal.For(Condition.CredentialExpired)));
        Assert.Equal("The credential was revoked.", unauthorized.Template.FormatMessage(Refusal.For(Condition.CredentialRevoked)));
    }

    [Fact]
    public void Faults_of_message_files_are_told_at_their_places()
    {
        var german = Write("de.yaml", "not_found: \"{nothing}\"\nnot_fond: Nicht da.\n");
        var own = Write("shop.yaml", Head + "extend: problem-details\nmessages:\n  de: de.yaml\n  German: de.yaml\n  fr: fr.yaml\n");

        var faults = FaultsOf(own).Select(fault => (Path.GetFileName(fault.File), fault.Line, fault.Column, fault.Problem)).ToArray();

        Assert.Collection(
            faults,
            fault => AssertFault(fault, ("shop.yaml", 12, 3), "'German', which is no language"),
            fault => AssertFault(fault, ("shop.yaml", 13, 7), "fr.yaml cannot be read"),
            fault => AssertFault(fault, ("de.yaml", 1, 1), "unknown placeholder 'nothing'"),
            fault => AssertFault(fault, ("de.yaml", 2, 1), "no such definition"));
        Assert.Equal(german, FaultsOf(own)[^1].File);
    }

    private static void AssertFault((string File, int Line, int Column, string Problem) fault, (string File, int Line, int Column) place, string problem)
    {
        Assert.Equal(place, (fault.File, fault.Line, fault.Column));
        Assert.Contains(problem, fault.Problem, StringComparison.Ordinal);
    }

    private static IReadOnlyList<ContractFault> FaultsOf(string path) => Assert.Throws<ContractException>(() => ContractReader.ReadFile(path)).Faults;

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        return path;
    }
}
