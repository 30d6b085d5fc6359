using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Lintel.Contracts;

namespace Lintel.Tests.Contracts;

/// <summary>Editors complete contracts by the shipped schema; it must take what the reader takes.</summary>
public sealed class ContractSchemaTests
{
    private static readonly string SchemaText = File.ReadAllText(Path.Combine(Repository.Root, "schemas/contract.schema.json"));

    private static readonly JsonSchema Schema = JsonSchema.FromText(SchemaText);

    public static TheoryData<string> Files { get; } = new(ContractSamples.Files());

    [Theory]
    [MemberData(nameof(Files))]
    public void A_contract_of_the_repository_loads_and_fits_the_schema(string file)
    {
        var path = Path.Combine(Repository.Root, file);

        Assert.NotEmpty(ContractReader.ReadFile(path).Errors);
        Assert.Empty(Faults(File.ReadAllText(path)));
    }

    [Theory]
    [MemberData(nameof(BundledBaseTests.Names), MemberType = typeof(BundledBaseTests))]
    public void A_bundled_base_fits_the_schema(string name) => Assert.Empty(Faults($"api: base\nextend: {name}\n{BundledBases.Find(name)}"));

    [Fact]
    public void The_contracts_of_the_repository_are_found() =>
        Assert.Superset(
            new HashSet<string>
            {
                "samples/contracts/stripe.yaml",
                "src/Lintel.Core/Contracts/lintel.yaml",
                "test/Lintel.Tests/Contracts/Samples/complete.yaml",
                "test/Lintel.Tests/Contracts/Samples/minimal.yaml"
            },
            ContractSamples.Files().ToHashSet());

    [Fact]
    public void Faults_know_the_place_of_every_member()
    {
        using var schema = JsonDocument.Parse(SchemaText);

        Assert.Equal(SchemaMembers.Of(schema.RootElement), MemberPlaces.Paths);
    }

    [Fact]
    public void The_documented_example_fits_the_schema()
    {
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs/contract-format.md"));

        Assert.Empty(Faults(page.Split("```yaml\n")[1].Split("```")[0]));
    }

    [Theory]
    [InlineData("api: minimal", "api: Minimal")]
    [InlineData("api: minimal\n", "")]
    [InlineData("title: The least API", "titel: The least API")]
    [InlineData("basePath: /minimal", "basePath: minimal")]
    [InlineData("basePath: /minimal", "basePath: /minimal\nsizes: { body: 1 GiB }")]
    [InlineData("basePath: /minimal", "basePath: /minimal\nrequestId: { digits: 8 }")]
    [InlineData("basePath: /minimal", "basePath: /minimal\nunknownMembers: refused")]
    [InlineData("basePath: /minimal", "basePath: /minimal\nwaives: [{ assertion: 54, because: x }]")]
    [InlineData("basePath: /minimal", "basePath: /minimal\nscopes: [{ name: 'a b', allows: x }]")]
    [InlineData("basePath: /minimal", "basePath: /minimal\nfieldErrors: { texts: { mising: a } }")]
    [InlineData("basePath: /minimal", "basePath: /minimal\ncontentType: text/html")]
    [InlineData("kind: bearer", "kind: Basic")]
    [InlineData("prefix: least", "prefix: least, challenge: Bearer")]
    [InlineData("kind: bearer, prefix: least", "kind: jwt, audience: a, keys: k, claims: { account: a }")]
    [InlineData("kind: bearer, prefix: least", "kind: jwt, issuer: i, audience: a, keys: k, claims: { person: a }")]
    [InlineData("kind: bearer, prefix: least", "kind: jwt, issuer: i, audience: a, keys: k, claims: { account: a }, algorithms: [HS256]")]
    [InlineData("kind: bearer, prefix: least", "kind: jwt, issuer: i, audience: [], keys: k, claims: { account: a }")]
    [InlineData("kind: bearer, prefix: least", "kind: jwt, issuer: i, audience: a, keys: k, claims: { account: a }, type: JWT")]
    [InlineData("order: [credential", "order: [Credential")]
    [InlineData("order: [credential, key,", "order: [credential, key, key,")]
    [InlineData("code: $code", "code: $cod")]
    [InlineData("code: $code", "code: [$cod]")]
    [InlineData("envelope: {", "extends: problem-details\nenvelope: {")]
    [InlineData("envelope: {", "headers: { 'a b': x }\nenvelope: {")]
    [InlineData("envelope: {", "members: { a: text }\nenvelope: {")]
    [InlineData("envelope: {", "docs: docs.example.com\nenvelope: {")]
    [InlineData("envelope: {", "xml: { rot: a }\nenvelope: {")]
    [InlineData("envelope: {", "fieldErrors: { codes: { missing: [] } }\nenvelope: {")]
    [InlineData("allow: 60", "allow: '60'")]
    [InlineData("window: 1 minute", "window: a minute")]
    [InlineData("status: 401", "status: 200")]
    [InlineData("when: credential.invalid", "when: credential.wrong")]
    [InlineData("    meaning: There is no good key.\n", "")]
    [InlineData("    fix: Send a good key.\n", "")]
    [InlineData("fix: Send a good key.", "fix: Send a good key.\n    retry: always")]
    [InlineData("fix: Send a good key.", "fix: Send a good key.\n    retry: { after: soon }")]
    [InlineData("fix: Send a good key.", "fix: Send a good key.\n    retry: { backoff: [] }")]
    [InlineData("fix: Send a good key.", "fix: Send a good key.\n    source: vendor")]
    [InlineData("fix: Send a good key.", "fix: Send a good key.\n    details: { a: text }")]
    [InlineData("fix: Send a good key.", "fix: Send a good key.\n    messages: { nowhere: a }")]
    [InlineData("  failed:", "  'fail ed':")]
    public void What_breaks_the_form_is_refused_by_schema_and_reader(string piece, string replacement)
    {
        var broken = ContractSamples.Broken(piece, replacement);

        Assert.NotEmpty(Faults(broken));
        Assert.Throws<ContractException>(() => ContractSamples.Read(broken));
    }

    [Fact]
    public void The_schema_knows_the_words_of_the_format()
    {
        var schema = JsonNode.Parse(SchemaText)!;

        Assert.Equal(Condition.All.Select(condition => condition.Name), Words(schema, "definitions", "condition", "enum"));
        Assert.Equal(StageDescriptor.All.Select(stage => stage.Word), At(schema, "definitions", "stage", "anyOf")[0]!["enum"]!.AsArray().GetValues<string>());
        Assert.Equal(
            ContractWords.CredentialKinds.Keys,
            At(schema, "definitions", "credential", "properties", "kind", "anyOf")[0]!["enum"]!.AsArray().GetValues<string>());
        Assert.Equal(ContractWords.Partitions.Keys, Words(schema, "definitions", "limit", "properties", "per", "enum"));
        Assert.Equal(ContractWords.FieldErrorForms.Keys, Words(schema, "properties", "fieldErrors", "properties", "form", "enum"));
        Assert.Equal(
            [.. ContractWords.DetailsTypes.Keys, .. ContractWords.DetailsTypes.Keys.Select(word => word + "?")],
            At(schema, "definitions", "detailsType", "anyOf")[0]!["enum"]!.AsArray().GetValues<string>());
        Assert.Equal(ContractWords.FieldFaultKinds.Keys, Names(schema, "properties", "fieldErrors", "properties", "texts", "properties"));
        Assert.Equal(Condition.All.Select(condition => condition.Name), Names(schema, "definitions", "error", "properties", "messages", "properties"));
        Assert.Equal(
            ContractWords.Variables.SelectMany(word => VariableReader.CanBeLeftOut(word.Value) ? [word.Key, word.Key + "?"] : new[] { word.Key })
                .Order(StringComparer.Ordinal),
            Words(schema, "definitions", "envelopeVariable", "enum").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_member_of_the_schema_is_described()
    {
        var members = Objects(JsonNode.Parse(SchemaText)!)
            .Where(node => node["description"] is not null || node["additionalProperties"] is not null)
            .Select(node => node["properties"])
            .OfType<JsonObject>()
            .SelectMany(properties => properties)
            .ToArray();

        Assert.NotEmpty(members);
        Assert.All(members, member => Assert.True(member.Value?["description"] is not null || member.Value?["$ref"] is not null, member.Key));
    }

    private static JsonNode At(JsonNode schema, params string[] path) => path.Aggregate(schema, (node, name) => node[name]!);

    private static IEnumerable<string> Words(JsonNode schema, params string[] path) => At(schema, path).AsArray().GetValues<string>();

    private static IEnumerable<string> Names(JsonNode schema, params string[] path) => At(schema, path).AsObject().Select(member => member.Key);

    private static IEnumerable<JsonObject> Objects(JsonNode? node) => node switch
    {
        JsonObject found => found.SelectMany(member => Objects(member.Value)).Prepend(found),
        JsonArray items => items.SelectMany(Objects),
        _ => [],
    };

    private static IReadOnlyCollection<object> Faults(string text)
    {
        var faults = new FaultList("test.yaml");
        var root = YamlTree.Read(text, faults);
        Assert.Equal(0, faults.Count);
        using var json = JsonSerializer.SerializeToDocument(ToJson(root!));
        var results = Schema.Evaluate(json.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List });
        return results.IsValid
            ? []
            : [.. results.Details!.Where(detail => detail.Errors is not null).Select(
                detail => $"{detail.InstanceLocation}: {string.Join(", ", detail.Errors!.Values)}")];
    }

    /// <summary>As editors turn YAML 1.2 into JSON: plain words may be numbers, truth values or nothing, quoted ones are texts.</summary>
    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMapping mapping => new JsonObject(mapping.Members.Select(member => KeyValuePair.Create(member.Name, ToJson(member.Value)))),
        YamlSequence sequence => new JsonArray([.. sequence.Items.Select(ToJson)]),
        YamlScalar { IsNull: true } => null,
        YamlScalar { IsPlain: true, Value: "true" or "false" } flag => JsonValue.Create(flag.Value == "true"),
        YamlScalar { IsPlain: true } number when long.TryParse(
            number.Value,
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var whole) => JsonValue.Create(whole),
        YamlScalar { IsPlain: true } number when double.TryParse(
            number.Value,
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var value) => JsonValue.Create(value),
        YamlScalar scalar => JsonValue.Create(scalar.Value),
        _ => throw new InvalidOperationException(node.Kind),
    };
}
