namespace Lintel.HttpTests;
